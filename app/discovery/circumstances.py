"""Everything that a step works with."""

from dataclasses import dataclass

from app.discovery.questions import Questions
from app.domain.acceptance import CertificatePolicy
from app.domain.address import EmailAddress
from app.domain.network import Network, Terms
from app.domain.questions import HttpQuestion
from app.domain.recorder import Reporter
from app.domain.sign_in import SignIn
from app.domain.steps import PlannedStep
from app.domain.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Handed to a step: what to do, for whom, by which means."""

    task: Task
    address: EmailAddress
    """Of this round."""
    addresses: tuple[str, ...]
    """All addresses of the run so far, this one included; lower case."""
    planned: PlannedStep
    network: Network
    questions: Questions
    report: Reporter
    """Bound to the step."""
    sign_in: SignIn

    def terms(self, policy: CertificatePolicy | None = None, *, anonymous: bool = False) -> Terms:
        """Give the terms of one attempt."""
        return Terms(
            limits=self.task.limits,
            policy=policy or CertificatePolicy(),
            authentication=self.task.authentication,
            sign_in=None if anonymous else self.sign_in,
            domain=self.task.machine.dns_domain,
        )


def post(url: str, body: str) -> HttpQuestion:
    """Give the Autodiscover request to one URL."""
    # [OXDISCO-ABNF]; Outlook 2007 sends none of the X- headers. protocol.md 3.2
    return HttpQuestion(
        method="POST", url=url, body=body, headers=(("Content-Type", "text/xml; charset=utf-8"),)
    )
