"""Standard output and standard error as they are in the world: closed, narrow, or missing."""

import errno
import os
import sys
from contextlib import suppress
from typing import TextIO

from app.wording import one_line
from app.wording.language import _, said
from app.wording.system_reasons import reason_of


class Output:
    """Writes results; a reader that went away is no error, and what follows is dropped.

    The run goes on then: its session log and its exit status may still be wanted.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.trouble = ""
        """Why results were lost, in one line; empty where nobody wanted them any more."""

    @property
    def is_gone(self) -> bool:
        """Whether what is written goes nowhere."""
        return self._stream is None

    def text(self, text: str) -> None:
        """Write a text; what the terminal's encoding lacks is replaced."""
        if self._stream is not None:
            encoding = self._stream.encoding or "utf-8"
            self.data(text.encode(encoding, errors="replace"))

    def data(self, data: bytes) -> None:
        """Write bytes as they are, at once."""
        if self._stream is None:
            return
        try:
            self._stream.flush()
            self._stream.buffer.write(data)
            self._stream.buffer.flush()
        except OSError as error:
            # Windows calls a pipe without a reader an invalid argument.
            if error.errno not in {errno.EPIPE, errno.EINVAL}:
                self.trouble = _("The output cannot be written: {reason}.").format(
                    reason=reason_of(error)
                )
            self._drop()

    def _drop(self) -> None:
        # What is buffered would be tried again at the exit, with a complaint.
        stream, self._stream = self._stream, None
        if stream is not None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            # A stream that is no file keeps nothing for the exit.
            with suppress(OSError):
                os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def complain(message: str) -> None:
    """Say in one line what is wrong, to standard error."""
    Output(sys.stderr).text(f"autodiscope: {one_line(said(message))}\n")
