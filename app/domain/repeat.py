"""Which services of an earlier session are tried again, and all that is known of them."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from app.domain.address import same_organisation
from app.domain.conditions import Conditions, Continued
from app.domain.rows import RoundState, ServiceState
from app.domain.session import Session
from app.domain.settings import ServiceUrl, Settings
from app.domain.steps import StepName


class Repeat(Struct, frozen=True, kw_only=True):
    """A run to be made that holds the tests of services alone."""

    continues: Continued
    address: str
    """The mailbox: where a server named another one, that one."""
    profile: str
    """Empty where the session is another program's."""
    found_by: StepName | None
    url: str
    """What gave the settings: the Autodiscover URL, or the path of a file."""
    settings: Settings
    services: tuple[ServiceUrl, ...]
    """Those that are tried."""
    conditions: Conditions = Conditions()


def repeat_of(
    session: Session, log: str, wanted: Sequence[ServiceUrl] | None = None
) -> Repeat | None:
    """Give what to try again: the services that are wanted, or all; None where there are none."""
    started, chosen = session.started, session.chosen
    if started is None or chosen is None:
        return None
    listed = tuple(
        row.subject.service_url for row in session.rows if isinstance(row.subject, ServiceState)
    )
    services = listed if wanted is None else tuple(one for one in listed if one in wanted)
    if not services:
        return None
    conditions = started.conditions or Conditions()
    rounds = (row.subject.address for row in session.rows if isinstance(row.subject, RoundState))
    return Repeat(
        continues=Continued(log=log, started_at=started.started_at),
        address=(started.address, *rounds)[-1],
        profile=started.profile,
        found_by=session.finished.found_by if session.finished else None,
        url=chosen.url,
        settings=chosen.settings,
        services=services,
        # The user of another mailbox, to which a server led, is who began.
        conditions=replace(conditions, username=conditions.username or started.address),
    )


def giver_elsewhere(repeat: Repeat) -> str:
    """Name the host that gave the settings where it is not of the mailbox's own domain.

    In the run itself its certificate, and consent, made sure of it; of a session that is read
    from a file nobody knows. Empty where there is nothing to be sure of.
    """
    try:
        parts = urlsplit(repeat.url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme.lower() != "https" or not host:
        return ""
    return "" if same_organisation(host, repeat.address.rpartition("@")[2]) else host
