"""Which features of Outlook 2007 work, inside and outside, as far as a session shows it."""

from enum import StrEnum

from msgspec import Struct

from app.domain.events import ProbeResult
from app.domain.rows import Row, ServiceState
from app.domain.session import Session
from app.domain.settings import Scope, Service


class FeatureName(StrEnum):
    """What users of Outlook 2007 have of Exchange's web services."""

    FREE_BUSY = "free-busy"
    OUT_OF_OFFICE = "out-of-office"
    OFFLINE_ADDRESS_BOOK = "offline-address-book"
    UNIFIED_MESSAGING = "unified-messaging"


class FeatureResult(StrEnum):
    """What is known of a feature on one side."""

    WORKS = "works"
    REACHABLE = "reachable"
    FAILS = "fails"
    NOT_TRIED = "not-tried"
    NO_ADDRESS = "no-address"
    """The settings name no address for it there."""


class Feature(Struct, frozen=True, kw_only=True):
    """One feature on one side."""

    name: FeatureName
    scope: Scope
    result: FeatureResult
    from_outside: bool = False
    """Whether it was tried at an inside address by a PC that is not inside."""
    row: int = 0
    """The number of the service's row that tells; 0 where there is none."""


_SERVICES = {
    FeatureName.FREE_BUSY: Service.AVAILABILITY,
    FeatureName.OUT_OF_OFFICE: Service.OOF,
    FeatureName.OFFLINE_ADDRESS_BOOK: Service.OAB,
    FeatureName.UNIFIED_MESSAGING: Service.UM,
}


def features(session: Session) -> tuple[Feature, ...]:
    """Give every feature, inside and then outside; nothing where no settings were found."""
    if session.chosen is None:
        return ()
    rows = [row for row in session.rows if isinstance(row.subject, ServiceState)]
    return tuple(_feature(name, scope, rows) for name in FeatureName for scope in Scope)


def _feature(name: FeatureName, scope: Scope, rows: list[Row]) -> Feature:
    among: list[tuple[bool, Row, ServiceState]] = []
    for row in rows:
        state = row.subject
        if not isinstance(state, ServiceState):
            continue
        one = state.service_url
        if (one.service, one.scope) == (_SERVICES[name], scope):
            # Outlook takes the URLs of EXCH and EXPR; WEB is for browsers. [EX07-PROTOCOL]
            among.append((one.protocol.upper() == "WEB", row, state))
    if not among:
        return Feature(name=name, scope=scope, result=FeatureResult.NO_ADDRESS)
    _, row, state = min(among, key=lambda each: (each[0], each[1].number))
    result = state.probed.result if state.probed else ProbeResult.NOT_TRIED
    return Feature(
        name=name,
        scope=scope,
        result=FeatureResult(result.value),
        from_outside=state.from_outside,
        row=row.number,
    )
