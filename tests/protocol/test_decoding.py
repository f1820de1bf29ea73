import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.decoding import decoded, visible


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", ""),
        ("ü".encode(), "ü"),
        ("ü".encode("utf-8-sig"), "ü"),
        ("ü".encode("utf-16"), "ü"),
        ("\ufeffü".encode("utf-16-be"), "ü"),
        ("<ü>".encode("utf-16-le"), "<ü>"),
        ("<ü>".encode("utf-16-be"), "<ü>"),
        ("ü".encode("latin-1"), "ü"),
        (b"\xff\xfe\x00", "\ufffd"),
        (
            b'<?xml version="1.0" encoding="windows-1252"?>\x80',
            '<?xml version="1.0" encoding="windows-1252"?>€',
        ),
        (
            b"<?xml version='1.0' encoding = 'utf-8'?>\xfc",
            "<?xml version='1.0' encoding = 'utf-8'?>ü",
        ),
        (
            '<?xml version="1.0" encoding="iso-8859-99"?>ü'.encode(),
            '<?xml version="1.0" encoding="iso-8859-99"?>ü',
        ),
        (
            b'<?xml version="1.0" encoding="punycode"?>a-b',
            '<?xml version="1.0" encoding="punycode"?>a-b',
        ),
    ],
)
def test_bytes_are_decoded_by_what_they_say_of_themselves(body: bytes, text: str) -> None:
    assert decoded(body) == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\r\nb\tc\n", "a\nb\tc\n"),
        ("a\rb", "a␍b"),
        ("\x00\x1b[31m", "␀␛[31m"),
        ("\x7f\x85", "\\u007f\\u0085"),
        ("pay\u202etxt.exe", "pay\\u202etxt.exe"),
        ("\ufeff\u200b", "\\ufeff\\u200b"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\ue0041"),
        ("Müller 漢 😀", "Müller 漢 😀"),
    ],
)
def test_what_cannot_be_seen_is_given_a_form(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(st.binary(max_size=200))
def test_any_bytes_become_a_text_that_can_be_shown(body: bytes) -> None:
    text = visible(decoded(body))

    assert all(mark.isprintable() or mark.isspace() or ord(mark) > 0xFF for mark in text)
    assert "\x1b" not in text
