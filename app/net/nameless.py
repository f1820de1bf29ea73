"""Looks at the certificate that a server shows to a client that does not name it (no SNI)."""

import anyio

from app.domain.failures import Failure
from app.domain.profile import Limits
from app.net.dial import race
from app.net.failures import AttemptFailedError, timed_out
from app.net.resolve import Names
from app.net.target import Target
from app.net.tls import TlsStream

LOOK_S = 10.0
"""For all of it: nobody waits for the answer but the end of the run."""


async def look_without_name(
    host: str, port: int, names: Names, limits: Limits
) -> tuple[bytes, ...] | Failure:
    """Give the chain as presented (DER, leaf first); nothing but the handshake goes out."""
    target = Target(host=host, port=port, tls=True)
    try:
        with anyio.fail_after(LOOK_S):
            return await _look(target, names, limits)
    except AttemptFailedError as error:
        return error.failure
    except TimeoutError:
        return timed_out(f"{target} showed no certificate within {LOOK_S:g} s.")


async def _look(target: Target, names: Names, limits: Limits) -> tuple[bytes, ...]:
    resolution = await names.resolve(target.host, target.port, limits)
    if resolution.failure is not None:
        raise AttemptFailedError(resolution.failure)
    endpoints = names.endpoints(resolution, target.port)
    dial, inner = await race(target.host, target.port, endpoints, limits.connect_s)
    if inner is None:
        assert dial.failure is not None
        raise AttemptFailedError(dial.failure)
    stream = TlsStream(inner, target.host, str(target), sends_name=False)
    try:
        handshake = await stream.shake_hands(limits.handshake_s)
    finally:
        with anyio.CancelScope(shield=True):
            await stream.aclose()
    return handshake.chain
