"""Service URLs as JSON: what they are, and what they are worth."""

from collections.abc import Iterator

from app.domain.features import features
from app.domain.rows import ServiceState
from app.domain.session import Session
from app.export.json_values import Json
from app.wording import describe


def service_entries(session: Session) -> Iterator[Json]:
    """Give the service URLs of the settings."""
    for one in session.chosen.settings.services if session.chosen else ():
        yield {
            "service": one.service,
            "scope": one.scope,
            "protocol": one.protocol,
            "url": one.url,
        }


def probe_entries(session: Session) -> Iterator[Json]:
    """Give what became of the service URLs that were tried."""
    for row in session.rows:
        if isinstance(state := row.subject, ServiceState) and state.probed:
            yield {
                "event": row.event,
                "service": state.probed.service,
                "scope": state.probed.scope,
                "url": state.probed.url,
                "result": state.probed.result,
                "detail": describe(row, over=True).verdict,
            }


def feature_entries(session: Session) -> Iterator[Json]:
    """Give what works in Outlook."""
    for one in features(session):
        yield {
            "feature": one.name,
            "scope": one.scope,
            "result": one.result,
            "event": session.row(one.row).event if one.row else None,
        }
