"""The local XML file: an answer that an administrator put on the PC's own disk."""

from pathlib import Path

import anyio
import anyio.to_thread

from app.discovery.circumstances import Circumstances
from app.discovery.follow import GoTo, next_move
from app.discovery.pursue import pursue, settle, trail_to
from app.domain.failures import Failure
from app.domain.notes import NoteCode, Noted
from app.domain.settings import ServerError
from app.domain.steps import Nothing, StepResult, Why
from app.protocol import pox


async def take(here: Circumstances) -> StepResult:
    """Read the file of the registry value named like the domain. protocol.md 1.3 S3b."""
    if not here.planned.targets:
        # "Failed (0x8004010F)": so on nearly every PC. [KB2212902-LOGTAB]
        return Nothing(why=Why.NO_LOCAL_FILE)
    (path,) = here.planned.targets
    content = await _read(path, here)
    if isinstance(content, str):
        return Nothing(why=Why.NO_LOCAL_FILE, detail=content)
    here.report(Noted(code=NoteCode.FILE_READ, subject=path, detail=f"{len(content)} bytes"))
    reading = pox.read_answer(content, "")
    if isinstance(reading, Failure):
        return Nothing(why=Why.BAD_LOCAL_FILE, detail=reading.detail)
    if isinstance(reading, ServerError):
        return Nothing(why=Why.BAD_LOCAL_FILE, detail=reading.message)
    trail = trail_to(GoTo(url=path, method="READ"), here)
    end = await settle(next_move(trail, reading, None), reading, trail, here, attempt=None)
    return await pursue(end, here) if isinstance(end, GoTo) else end


async def _read(path: str, here: Circumstances) -> bytes | str:
    """Read the file, or say why not; a file on a dead share is given up like a dead server."""
    limits = here.task.limits
    try:
        with anyio.fail_after(limits.response_s):
            content = await anyio.to_thread.run_sync(
                _read_bounded, path, limits.body_bytes, abandon_on_cancel=True
            )
    except TimeoutError:
        return f"{path} could not be read within {limits.response_s:g} s."
    except OSError as wrong:
        return f"{path} cannot be read: {wrong.strerror or wrong}."
    if len(content) > limits.body_bytes:
        return f"{path} is larger than {limits.body_bytes} bytes."
    return content


def _read_bounded(path: str, most: int) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(most + 1)
