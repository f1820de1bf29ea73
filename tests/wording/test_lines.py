import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wording import Mark, milliseconds, one_line
from app.wording.lines import LONGEST, line


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0.0, "< 1 ms"),
        (0.99, "< 1 ms"),
        (1.0, "1 ms"),
        (812.4, "812 ms"),
        (999.4, "999 ms"),
        (999.6, "1.0 s"),
        (20_000.0, "20.0 s"),
        (59_940.0, "59.9 s"),
        (59_960.0, "1 min 0 s"),
        (125_000.0, "2 min 5 s"),
    ],
)
def test_durations_are_as_precise_as_a_person_wants(value: float | None, text: str) -> None:
    assert milliseconds(value) == text


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("two\r\nlines\ttab", "two lines tab"),
        ("red \x1b[31m", "red \ufffd[31m"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("lone \udcff", "lone \ufffd"),
        ("  Zoë & <b>  ", "Zoë & <b>"),
    ],
)
def test_text_from_the_network_becomes_one_harmless_line(hostile: str, harmless: str) -> None:
    assert one_line(hostile) == harmless


@given(st.text())
def test_every_text_becomes_one_printable_line(text: str) -> None:
    plain = one_line(text)

    assert len(plain) <= LONGEST
    assert len(plain.splitlines()) <= 1
    plain.encode()


def test_a_long_text_is_cut_and_says_so() -> None:
    assert one_line("x" * 10_000) == "x" * (LONGEST - 3) + "..."
    assert one_line("x" * LONGEST) == "x" * LONGEST


def test_both_parts_of_a_line_are_made_harmless() -> None:
    made = line("a\nb", "c\x07", Mark.BAD)

    assert (made.what, made.verdict, made.mark) == ("a b", "c\ufffd", Mark.BAD)
