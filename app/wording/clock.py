"""Clocks that are wrong, in words."""

from collections.abc import Iterator

from app.domain.clock import Clocks, read_clocks, wronged
from app.domain.session import Session
from app.wording.language import _
from app.wording.lines import one_line


def clock_lines(session: Session) -> tuple[str, ...]:
    """Say whose clock is wrong, by how much, and to which certificates that does an injustice."""
    clocks = read_clocks(session)
    lines = [
        *_differences(clocks),
        *(
            _("The certificate of {host} only seems out of date").format(host=judged.host)
            for judged in wronged(session, clocks)
        ),
    ]
    return tuple(dict.fromkeys(one_line(line) for line in lines))


def _differences(clocks: Clocks) -> Iterator[str]:
    if clocks.pc_is_off:
        is_behind = clocks.pc_behind_s > 0
        if sum(one.is_off for one in clocks.servers) > 1:
            text = (
                _("This PC's clock is {duration} behind the servers'")
                if is_behind
                else _("This PC's clock is {duration} ahead of the servers'")
            )
        else:
            text = (
                _("This PC's clock is {duration} behind that of {host}")
                if is_behind
                else _("This PC's clock is {duration} ahead of that of {host}")
            )
        yield text.format(duration=duration(clocks.pc_behind_s), host=clocks.servers[0].host)
    for one in clocks.servers_off:
        off = one.ahead_s - clocks.pc_behind_s
        text = (
            _("The clock of {host} is {duration} ahead")
            if off > 0
            else _("The clock of {host} is {duration} behind")
        )
        yield text.format(host=one.host, duration=duration(off))


def duration(seconds: float) -> str:
    """Give a difference of clocks in the largest unit that says enough."""
    minutes = round(abs(seconds) / 60)
    if minutes < 120:
        return _("{minutes} min").format(minutes=minutes)
    hours = round(minutes / 60)
    if hours < 48:
        return _("{hours} h").format(hours=hours)
    return _("{days} days").format(days=round(hours / 24))
