import getpass
import io
from collections.abc import Callable

import pytest

from app.cli.commands import PasswordFrom
from app.cli.password import LONGEST, PROXY, read_password
from app.domain.options import WrongUseError


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def stdin(data: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data))


@pytest.mark.parametrize(
    ("data", "password"),
    [
        (b"hunter2\n", "hunter2"),
        (b"hunter2", "hunter2"),
        (b"hunter2\r\nsecond line\n", "hunter2"),
        (b"  blanks count \n", "  blanks count "),
        ("Zoë\n".encode(), "Zoë"),
        (b"x" * LONGEST + b"\n", "x" * LONGEST),
    ],
)
def test_the_password_is_the_first_line(data: bytes, password: str) -> None:
    secret = read_password(PasswordFrom.STANDARD_INPUT, stdin(data))

    assert secret
    assert secret.reveal() == password


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "the line of standard input is empty"),
        (b"\nhunter2\n", "the line of standard input is empty"),
        (b"x" * (LONGEST + 1) + b"\n", "longer than 1024 bytes"),
        (b"x" * 100_000, "longer than 1024 bytes"),
        (b"hunter\xff2\n", "not in UTF-8"),
    ],
)
def test_a_bad_password_line_is_told_without_showing_it(data: bytes, complaint: str) -> None:
    with pytest.raises(WrongUseError, match=complaint) as caught:
        read_password(PasswordFrom.STANDARD_INPUT, stdin(data))

    assert "hunter" not in str(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_without_standard_input_there_is_one_line() -> None:
    with pytest.raises(WrongUseError, match="there is no standard input"):
        read_password(PasswordFrom.STANDARD_INPUT, None)


def test_no_password_is_wanted_by_default() -> None:
    assert read_password(PasswordFrom.NOWHERE, None) is None


@pytest.mark.parametrize("stream", [None, stdin(b"hunter2\n")])
def test_a_question_needs_a_terminal(stream: io.TextIOWrapper | None) -> None:
    with pytest.raises(WrongUseError, match="needs a terminal"):
        read_password(PasswordFrom.QUESTION, stream)


def test_a_password_is_asked_without_echo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "hunter2")

    secret = read_password(PasswordFrom.QUESTION, Terminal(io.BytesIO()))

    assert secret
    assert secret.reveal() == "hunter2"


def end_of_input(prompt: str) -> str:
    raise EOFError


@pytest.mark.parametrize("reply", [end_of_input, lambda prompt: ""])
def test_a_question_without_reply_is_wrong_use(
    reply: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getpass", reply)

    with pytest.raises(WrongUseError, match="No password was typed"):
        read_password(PasswordFrom.QUESTION, Terminal(io.BytesIO()))


def test_the_proxys_password_is_the_line_behind_the_accounts() -> None:
    given = stdin(b"hunter2\nsecond\n")

    account = read_password(PasswordFrom.STANDARD_INPUT, given)
    proxy = read_password(PasswordFrom.STANDARD_INPUT, given, PROXY)

    assert account is not None
    assert proxy is not None
    assert (account.reveal(), proxy.reveal()) == ("hunter2", "second")


def test_what_is_wrong_with_the_proxys_password_names_its_own_option() -> None:
    with pytest.raises(WrongUseError, match="--proxy-password-stdin: the line"):
        read_password(PasswordFrom.STANDARD_INPUT, stdin(b""), PROXY)
    with pytest.raises(WrongUseError, match="--ask-proxy-password needs a terminal"):
        read_password(PasswordFrom.QUESTION, None, PROXY)
