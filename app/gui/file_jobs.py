"""The jobs of writing a file that the window gives to the engine's thread."""

import shutil
from collections.abc import Callable
from pathlib import Path

from app.domain.inspection import Inspection
from app.domain.options import WrongUseError
from app.gui.engine import Engine
from app.gui.engine_thread import Job
from app.gui.inbox import Inbox
from app.wording.language import _, language, speaking
from app.wording.system_reasons import reason_of


def save_chain(inspection: Inspection, target: Path) -> Job:
    """Give the job of writing a chain as PEM."""

    def write() -> None:
        # What writes it has the judge's libraries, which the first painting need not wait for.
        from app.export import chain_pem

        target.write_text(chain_pem(inspection), encoding="ascii")

    return _writing(write, target, _("The chain cannot be saved as {target}: {reason}"))


def save_text(text: str, target: Path) -> Job:
    """Give the job of writing a text of the window to a file."""
    failed = _("It cannot be saved as {target}: {reason}")
    return _writing(lambda: target.write_text(text, encoding="utf-8"), target, failed)


def copy_log(source: Path, target: Path) -> Job:
    """Give the job of copying a session log; of a run under way, up to its newest line."""
    gone = _("{file} is no longer there to be saved: it was deleted meanwhile.")

    def write() -> None:
        try:
            shutil.copyfile(source, target)
        except FileNotFoundError as error:
            # It can still be on show after it was deleted, by another window perhaps.
            if error.filename == str(source):
                raise WrongUseError(gone.format(file=source)) from error
            raise

    return _writing(write, target, _("The session cannot be saved as {target}: {reason}"))


def export_log(engine: Engine, source: Path, target: Path, form: str, *, masked: bool) -> Job:
    """Give the job of writing a session in another form; of a run under way, as far as it came."""
    spoken = language()
    is_itself = _("The session itself is not written over; choose another name.")

    def write() -> None:
        content = exported(engine, source, form, spoken, masked=masked)
        if target.exists() and target.samefile(source):
            raise WrongUseError(is_itself)
        target.write_bytes(content)

    return _writing(write, target, _("The session cannot be exported as {target}: {reason}"))


def exported(engine: Engine, source: Path, form: str, spoken: str, *, masked: bool) -> bytes:
    """Give a session in another form, in that language; raises WrongLogError."""
    # What exports has the judge's libraries, which the first painting need not wait for.
    from app.export import EXPORTERS
    from app.wiring.exports import seen

    exporter = EXPORTERS[form]
    with speaking(spoken), exporter.speaking():
        return exporter.file(*seen(engine.open_log(source), masked=masked))


def _writing(write: Callable[[], object], target: Path, failed: str) -> Job:
    """Give the job of a write; one plain line is made of what the system says to refuse it."""
    spoken = language()

    async def job(_inbox: Inbox) -> None:
        try:
            write()
        except OSError as error:
            reason = reason_of(error, spoken)
            raise WrongUseError(failed.format(target=target, reason=reason)) from error

    return job
