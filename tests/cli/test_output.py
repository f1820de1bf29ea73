import errno
import io
import os

import pytest

from app.cli.output import Output, complain


class Failing(io.BytesIO):
    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.tries = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.tries += 1
        raise OSError(self.number, os.strerror(self.number))


def test_what_the_encoding_lacks_is_replaced() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="cp1252")

    Output(stream).text("Zoë ✓\n")

    assert raw.getvalue() == "Zoë ?\n".encode("cp1252")


def test_bytes_go_out_at_once_and_in_order() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8")
    stream.write("first ")

    Output(stream).data(b"second")

    assert raw.getvalue() == b"first second"


def test_a_missing_stream_swallows_everything() -> None:
    output = Output(None)

    output.text("text")
    output.data(b"data")

    assert output.trouble == ""


@pytest.mark.parametrize("number", [errno.EPIPE, errno.EINVAL])
def test_a_reader_that_went_away_is_no_trouble(number: int) -> None:
    raw = Failing(number)
    output = Output(io.TextIOWrapper(raw, write_through=True))

    output.data(b"data")
    output.data(b"more")

    assert (output.trouble, raw.tries) == ("", 1)


def test_a_full_disk_is_told_once() -> None:
    raw = Failing(errno.ENOSPC)
    output = Output(io.TextIOWrapper(raw, write_through=True))

    output.data(b"data")
    output.data(b"more")

    assert output.trouble == "The output cannot be written: No space left on device."
    assert raw.tries == 1


def test_a_complaint_is_one_harmless_line(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    complain("two\nlines \x1b[31m")

    assert capsysbinary.readouterr().err.decode() == "autodiscope: two lines \ufffd[31m\n"
