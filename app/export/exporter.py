"""One kind of file that a session can be made into."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from msgspec import Struct

from app.domain.finding import Conclusions
from app.domain.session import Session
from app.wording.language import for_machines


class Exporter(Struct, frozen=True, kw_only=True):
    """How a format is written, and by what its files are known."""

    suffix: str
    """Of its files, with the dot: by it the command line and the window choose the format."""
    write: Callable[[Session, Conclusions], str]
    """Gives a text that ends with an end of line."""
    for_machines: bool = False
    """Programs read it: it is English, whoever makes it."""
    as_file: Callable[[Session, Conclusions], str] | None = None
    """What a file holds instead: it is read from its beginning, a terminal's last lines first."""
    also: Callable[[Session], str] | None = None
    """What a file holds behind it; in a terminal that would be too long."""

    def speaking(self) -> AbstractContextManager[None]:
        """Speak the language of this format inside; the findings, too, are to be made there."""
        return for_machines() if self.for_machines else nullcontext()

    def __call__(self, session: Session, concluded: Conclusions) -> str:
        with self.speaking():
            return self.write(session, concluded)

    def file(self, session: Session, concluded: Conclusions) -> bytes:
        """Give the whole content of a file."""
        with self.speaking():
            text = (self.as_file or self.write)(session, concluded)
            if self.also is not None:
                text += "\n" + self.also(session)
        return text.encode()
