"""One HTTP attempt: asked anonymously, then signed in where the server wants it."""

import anyio

from app.domain.attempts import Exchange
from app.domain.failures import Failure
from app.domain.growth import Watched
from app.domain.network import Terms
from app.net.failures import AttemptFailedError
from app.net.legs import Legs
from app.net.lines import Lines
from app.net.options import NetworkOptions
from app.net.signing_in import SigningIn
from app.net.target import Target, read_target


async def converse(
    watched: Watched[Exchange], terms: Terms, options: NetworkOptions, lines: Lines
) -> Failure | None:
    """Hold the conversation, reporting each leg; give the Failure that ended it, if one did."""
    target = read_target(watched.attempt.question.url, "http", "https")
    if isinstance(target, Failure):
        return target
    legs = Legs(watched, terms, options, target, lines)
    try:
        return await _hold(watched, terms, options, target, legs)
    except AttemptFailedError as error:
        return legs.echoes.hide_in_failure(error.failure) if legs.echoes else error.failure
    finally:
        with anyio.CancelScope(shield=True):
            await legs.transport.aclose()


async def _hold(
    watched: Watched[Exchange], terms: Terms, options: NetworkOptions, target: Target, legs: Legs
) -> Failure | None:
    await legs.transport.line()
    # The first request is anonymous, as Outlook's is. protocol.md 3.4
    answer = await legs.ask()
    if answer.response.status != 401:
        return None
    return await SigningIn(watched, terms, options, target, legs).run(answer.offered)
