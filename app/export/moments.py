"""When something happened, as an hour of the day."""

from datetime import UTC, datetime, timedelta

from app.domain.session import Session


def moment(session: Session, after_ms: float) -> datetime:
    """Give the time so long after the start; of a session without a start, since 1970."""
    began = session.started.started_at if session.started else datetime.fromtimestamp(0, UTC)
    # JSON wants to know the time zone; a log may come without.
    began = began.replace(tzinfo=began.tzinfo or UTC)
    try:
        return began + timedelta(milliseconds=after_ms)
    except OverflowError:
        # A log can hold any number.
        return began
