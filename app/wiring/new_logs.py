"""Begins the log of a run: where it was asked for, or in the folder of sessions."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.domain.options import RunOptions, WrongUseError
from app.sessionlog import SessionWriter, data_folder, make_private, new_log_path


class NewLogs:
    """The logs that this program begins; `keeps_logs`: every run is saved, asked or not."""

    def __init__(self, complain: Callable[[str], None], *, keeps_logs: bool) -> None:
        self._complain = complain
        self._keeps_logs = keeps_logs
        self.newest: Path | None = None
        """The file of the newest run; None where none could be written."""

    def writer(self, options: RunOptions, address: str) -> SessionWriter | None:
        """Begin a log, where one is wished; raises WrongUseError where a named one cannot be."""
        self.newest = None
        if not options.save and not self._keeps_logs:
            return None
        if not options.save and not self._has_folder():
            return None
        now = datetime.now().astimezone()
        path = Path(options.save or new_log_path(data_folder(), address, now))
        # What was asked for by name and cannot be is wrong use, and said once, by the refusal.
        opened = False
        writer = SessionWriter(
            path, lambda line: self._complain(line) if opened or not options.save else None
        )
        if writer.trouble and options.save:
            raise WrongUseError(writer.trouble)
        opened = True
        self.newest = None if writer.trouble else path
        return writer

    def _has_folder(self) -> bool:
        """Make the folder of sessions where there is none; or say why that cannot be."""
        folder = data_folder()
        try:
            make_private(folder)
        except OSError as error:
            # Of one that is there the writer says what is wrong with it, if anything is.
            if not folder.is_dir():
                reason = error.strerror or str(error)
                self._complain(f"{folder} cannot be made, and the session is not saved: {reason}.")
                return False
        return True
