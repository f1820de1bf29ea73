"""Results as they are asked for: in a form, on standard output or in a file."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from app.cli.commands import Format
from app.cli.output import Output
from app.domain.options import WrongUseError
from app.wording.language import _, for_machines
from app.wording.system_reasons import reason_of


def speaking_to(form: Format) -> AbstractContextManager[None]:
    """Speak English inside to whoever reads it by a program, else as before."""
    return nullcontext() if form is Format.TEXT else for_machines()


def show(form: Format, text: str, output: Output) -> None:
    """Write a result whole."""
    # JSON is UTF-8 wherever it is written (RFC 8259 8.1); a text suits the terminal.
    if form is Format.JSON:
        output.data(text.encode())
    else:
        output.text(text)


def check_written(output: Output) -> None:
    """Raise WrongUseError where results were lost."""
    if output.trouble:
        raise WrongUseError(output.trouble)


@contextmanager
def standard_output() -> Iterator[Output]:
    """Lend standard output; raises WrongUseError at the end where results were lost."""
    output = Output(sys.stdout)
    yield output
    check_written(output)


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Write a file inside; that it cannot be written becomes WrongUseError."""
    try:
        yield
    except OSError as error:
        raise WrongUseError(
            _("{file} cannot be written: {reason}.").format(file=target, reason=reason_of(error))
        ) from error
