"""The jobs about the folder of session logs that the window gives to a thread."""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.domain.listed import Keeping, Listed, Removal
from app.gui.engine_thread import Job
from app.gui.inbox import Inbox
from app.wording.language import speak

# Each speaks the language of the window, which titles of findings are in. What reads and examines
# logs has the judge's libraries, which the first painting need not wait for: each job imports it in
# its own thread.


def list_sessions(code: str, tell: Callable[[Sequence[Listed]], None]) -> Job:
    """Give the job of listing all, batch by batch; it can be stopped between any two."""

    async def job(_: Inbox) -> None:
        import asyncio

        from app.wiring.sessions import SessionFolder

        speak(code)
        for batch in SessionFolder().sessions():
            if batch:
                tell(batch)
            await asyncio.sleep(0)

    return job


def delete_sessions(code: str, names: Sequence[str], tell: Callable[[Removal], None]) -> Job:
    """Give the job of deleting what was chosen."""

    async def job(_: Inbox) -> None:
        from app.wiring.sessions import SessionFolder

        speak(code)
        tell(SessionFolder().delete(names))

    return job


def write_note(code: str, path: Path, text: str, tell: Callable[[Listed], None]) -> Job:
    """Give the job of writing a note; `tell` gets what the list shows of the session then."""

    async def job(_: Inbox) -> None:
        from app.wiring.sessions import SessionFolder

        speak(code)
        if listed := SessionFolder().write_note(path, text):
            tell(listed)

    return job


def tidy(code: str, keeping: Keeping, ended: Path | None, tell: Callable[[Removal], None]) -> Job:
    """Give the job of taking a run that has ended into the list, and of removing what is old."""

    async def job(_: Inbox) -> None:
        from app.wiring.sessions import SessionFolder

        speak(code)
        folder = SessionFolder()
        if ended is not None:
            folder.take_in(ended)
        tell(folder.tidy(keeping))

    return job
