"""One look at a server: connect, shake hands, judge, and go, without a byte of HTTP."""

from app.domain.attempts import Exchange
from app.domain.failures import Failure
from app.domain.growth import Watched
from app.net.failures import AttemptFailedError
from app.net.lines import Lines
from app.net.proxied import WayOut
from app.net.target import read_target


async def shake_hands(watched: Watched[Exchange], lines: Lines) -> Failure | None:
    """Have the certificate of the question's host judged; its verdict stands in the attempt."""
    target = read_target(watched.attempt.question.url, "https")
    if isinstance(target, Failure):
        return target
    try:
        await lines.secure(await WayOut(lines, target).open())
    except AttemptFailedError as error:
        return error.failure
    return None
