"""A PC of the domain `forest`, for tests that run where nothing is joined to anything."""

from app.domain.machine import YES, Fact, FactName
from app.machine import Inquiry, Told
from tests.support import forest


class JoinedPc:
    """A PC that knows its domain, and nothing else."""

    def inquiries(self, office: str) -> tuple[Inquiry, ...]:
        facts = tuple(
            Fact(name=name, value=value, origin="test")
            for name, value in ((FactName.JOINED, YES), (FactName.DOMAIN, forest.DOMAIN))
        )
        return (Inquiry(origin="test", ask=lambda: Told(facts=facts)),)
