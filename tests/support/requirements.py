"""Says what this machine lacks for the real servers."""

from tests.support.namespace import NotIsolated, isolate
from tests.support.programs import missing_packages


def what_is_lacking() -> str:
    """One sentence for whoever started the tests; empty if nothing is."""
    packages = missing_packages()
    if packages:
        wanted = " ".join(packages)
        return f"The real servers need: apt-get install --no-install-recommends {wanted}"
    outcome = isolate()
    if isinstance(outcome, NotIsolated):
        return f"The real servers need a private network: {outcome.reason}"
    return ""
