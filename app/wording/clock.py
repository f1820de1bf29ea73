"""Clocks that are wrong, in words."""

from collections.abc import Iterator

from app.domain.clock import Clocks, read_clocks, wronged
from app.domain.session import Session
from app.wording.lines import one_line


def clock_lines(session: Session) -> tuple[str, ...]:
    """Say whose clock is wrong, by how much, and to which certificates that does an injustice."""
    clocks = read_clocks(session)
    lines = [
        *_differences(clocks),
        *(
            f"The certificate of {judged.host} only seems out of date"
            for judged in wronged(session, clocks)
        ),
    ]
    return tuple(dict.fromkeys(one_line(line) for line in lines))


def _differences(clocks: Clocks) -> Iterator[str]:
    if clocks.pc_is_off:
        how = "behind" if clocks.pc_behind_s > 0 else "ahead of"
        many = sum(one.is_off for one in clocks.servers) > 1
        whose = "the servers'" if many else f"that of {clocks.servers[0].host}"
        yield (f"This PC's clock is {duration(clocks.pc_behind_s)} {how} {whose}")
    for one in clocks.servers_off:
        off = one.ahead_s - clocks.pc_behind_s
        how = "ahead" if off > 0 else "behind"
        yield (f"The clock of {one.host} is {duration(off)} {how}")


def duration(seconds: float) -> str:
    """Give a difference of clocks in the largest unit that says enough."""
    minutes = round(abs(seconds) / 60)
    if minutes < 120:
        return f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} h" if hours < 48 else f"{round(hours / 24)} days"
