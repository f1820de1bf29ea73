"""Compares this PC's clock with those of the servers, by the Date of what they answered."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from statistics import median

from msgspec import Struct

from app.domain.attempts import Leg
from app.domain.connections import Judged
from app.domain.events import Source
from app.domain.rows import Row
from app.domain.session import Session
from app.domain.urls import host_of

TOLERATED = timedelta(minutes=5)
"""By how much clocks may differ unsaid: where Kerberos, too, begins to fail. RFC 4120 1.6"""


class ServerClock(Struct, frozen=True, kw_only=True):
    """By how much one server's clock is ahead of this PC's; negative: behind."""

    host: str
    ahead_s: float

    @property
    def is_off(self) -> bool:
        return abs(self.ahead_s) > TOLERATED.total_seconds()


class Clocks(Struct, frozen=True, kw_only=True):
    """What the servers' clocks say about this PC's and about each other."""

    servers: tuple[ServerClock, ...] = ()
    """One for each host, in the order in which they first answered."""
    pc_behind_s: float = 0.0
    """By how much this PC's clock is behind most of the servers'; negative: ahead; 0: it is not."""

    @property
    def pc_is_off(self) -> bool:
        return self.pc_behind_s != 0.0

    @property
    def servers_off(self) -> tuple[ServerClock, ...]:
        """Those whose own clock is wrong, as far as the others' tell."""
        away = TOLERATED.total_seconds()
        return tuple(one for one in self.servers if abs(one.ahead_s - self.pc_behind_s) > away)


def read_clocks(session: Session) -> Clocks:
    """Compare every answer that has a Date with the time at which it came.

    The servers vote: where more than half of them differ from this PC in the same direction, it is
    this PC's clock that is wrong. A single server is believed: most are set by a time service.
    """
    if session.started is None or session.started.source is not Source.THIS_PROGRAM:
        # Another program's log does not tell when it heard what.
        return Clocks()
    by_host: dict[str, list[float]] = {}
    for host, ahead_s in _differences(session):
        by_host.setdefault(host, []).append(ahead_s)
    servers = tuple(
        ServerClock(host=host, ahead_s=round(median(found), 1)) for host, found in by_host.items()
    )
    ahead = [one.ahead_s for one in servers if one.is_off and one.ahead_s > 0]
    behind = [one.ahead_s for one in servers if one.is_off and one.ahead_s < 0]
    most = max(ahead, behind, key=len)
    pc_behind_s = median(most) if 2 * len(most) > len(servers) else 0.0
    return Clocks(servers=servers, pc_behind_s=pc_behind_s)


def wronged(session: Session, clocks: Clocks) -> tuple[Judged, ...]:
    """Give the certificates that are out of date only by this PC's clock, which is wrong.

    One that was judged for another day than today is not among them.
    """
    if not clocks.pc_is_off:
        return ()
    right = timedelta(seconds=clocks.pc_behind_s)
    return tuple(
        judged
        for row in session.rows
        if isinstance(judged := row.subject, Judged)
        and not judged.verdict.in_date
        and judged.verdict.path
        and (at := _time_of(session, row)) is not None
        and not _covers(judged, at)
        and _covers(judged, at + right)
    )


def _time_of(session: Session, row: Row) -> datetime | None:
    """Give the time at which a row ended, by this PC's clock; None without a start."""
    if session.started is None or row.ended_ms is None or not session.started.started_at.tzinfo:
        return None
    try:
        return session.started.started_at + timedelta(milliseconds=row.ended_ms)
    except OverflowError:
        # A log can hold any number.
        return None


def _differences(session: Session) -> Iterator[tuple[str, float]]:
    for row in session.rows:
        leg = row.subject
        if not isinstance(leg, Leg) or leg.response is None:
            continue
        came = _time_of(session, row)
        said = _date(leg.response.header("date"))
        host = host_of(leg.request.url)
        if came is not None and said is not None and host:
            yield host, (said - came).total_seconds()


def _date(values: Sequence[str]) -> datetime | None:
    """Read a Date header. RFC 9110 5.6.7, 6.6.1"""
    if len(values) != 1:
        return None
    try:
        found = parsedate_to_datetime(values[0])
        return found.replace(tzinfo=found.tzinfo or UTC)
    except (ValueError, OverflowError):
        return None


def _covers(judged: Judged, at: datetime) -> bool:
    return all(
        one.not_before is not None
        and one.not_after is not None
        and one.not_before <= at <= one.not_after
        for one in judged.verdict.path
    )
