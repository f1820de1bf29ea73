"""Makes valid domain values with few words, for tests that care about one thing only."""

from datetime import UTC, datetime

from app import profiles
from app.domain.address import EmailAddress
from app.domain.authentication import Authentication, Scheme
from app.domain.task import Machine, Mode, Policies, Task
from app.domain.verdict import Anchor, Certificate, MatchedBy, Problem, Verdict

ANN = "ann@contoso.com"


def certificate(host: str, *, sha256: str = "") -> Certificate:
    """Give a certificate for a host; the fingerprint follows from the host if not given."""
    return Certificate(
        subject=f"CN={host}",
        issuer="CN=Example CA",
        names=(host,),
        not_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_after=datetime(2027, 1, 1, tzinfo=UTC),
        sha256=sha256 or f"{abs(hash(host)):064x}"[:64],
    )


def verdict(
    host: str, *, trusted: bool = True, in_date: bool = True, name_matches: bool = True
) -> Verdict:
    """Give a verdict with these three answers."""
    leaf = certificate(host)
    answers = ((trusted, Problem.SELF_SIGNED), (in_date, Problem.EXPIRED))
    problems = [problem for is_good, problem in answers if not is_good]
    if not name_matches:
        problems.append(Problem.NAME_MISMATCH)
    return Verdict(
        host=host,
        trusted=trusted,
        in_date=in_date,
        name_matches=name_matches,
        matched_by=MatchedBy.SAN if name_matches else None,
        matched_name=host if name_matches else "",
        problems=tuple(problems),
        presented=(leaf,),
        path=(leaf,),
        anchor=Anchor(sha256="a" * 64, stores=("system",)) if trusted else None,
    )


def task(
    address: str = ANN,
    *,
    profile: str = "outlook-2007",
    mode: Mode = Mode.OUTLOOK,
    joined: bool = False,
    directory: str = "",
    dns_domain: str = "",
    controller: str = "",
    site: str = "",
    policies: Policies | None = None,
    local_xml: str = "",
    schemes: tuple[Scheme, ...] | None = None,
) -> Task:
    """Give a task; as a PC that is not joined unless told otherwise."""
    chosen = profiles.load(profile)
    machine = Machine(
        joined=joined,
        directory=directory,
        dns_domain=dns_domain,
        controller=controller,
        site=site,
        policies=policies or Policies(),
        local_xml=local_xml,
    )
    authentication = Authentication(schemes=schemes, named=True) if schemes else Authentication()
    return Task(
        address=EmailAddress.parse(address),
        profile=chosen,
        mode=mode,
        machine=machine,
        limits=chosen.limits,
        path=chosen.path,
        authentication=authentication,
    )
