"""Sentences of sessions, found again in the catalogue."""

import time

import pytest

from app.wording.templates import Templates

GERMAN = Templates(
    {
        "{place} refuses connections: nothing listens there.": (
            "{place} lehnt Verbindungen ab: Dort lauscht niemand."
        ),
        "{place} does not answer.": "{place} antwortet nicht.",
        "The directory {place} {sentence}.": "Das Verzeichnis {place} {sentence}.",
        "is too busy to answer now": "ist zu beschäftigt, um jetzt zu antworten",
        "The password is empty.": "Das Kennwort ist leer.",
        "it is cut off": "es ist abgeschnitten",
        "The token cannot be read: {why}.": "Token nicht lesbar: {why}.",
        "{a} of {b} files": "{b} Dateien, davon {a}",
        "{name} expired on {day}": "{name} ist am {day} abgelaufen",
        "In {{braces}} {name} stands": "{name} steht in {{Klammern}}",
        "a {x} b {y} c {z} d": "{z}{y}{x}",
    }
)


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("The password is empty.", "Das Kennwort ist leer."),
        ("The password is empty", "Das Kennwort ist leer"),
        ("mail.x expired on 2026-10-18.", "mail.x ist am 2026-10-18 abgelaufen."),
        ("mail.x expired on 2026-10-18", "mail.x ist am 2026-10-18 abgelaufen"),
        (
            "mail.contoso.com:443 refuses connections: nothing listens there.",
            "mail.contoso.com:443 lehnt Verbindungen ab: Dort lauscht niemand.",
        ),
        ("mail.contoso.com does not answer", "mail.contoso.com antwortet nicht"),
        (
            "The directory ldap://dc01 is too busy to answer now.",
            "Das Verzeichnis ldap://dc01 ist zu beschäftigt, um jetzt zu antworten.",
        ),
        (
            "The token cannot be read: it is cut off.",
            "Token nicht lesbar: es ist abgeschnitten.",
        ),
        ("2 of 3 files", "3 Dateien, davon 2"),
        ("In {braces} ann stands", "ann steht in {Klammern}"),
        # Sentence by sentence, and what is not known stays.
        (
            "dc01 does not answer. It is raining. The password is empty.",
            "dc01 antwortet nicht. It is raining. Das Kennwort ist leer.",
        ),
        (
            "dc01 does not answer. dc02 does not answer.",
            "dc01 antwortet nicht. dc02 antwortet nicht.",
        ),
        # Clause by clause.
        ("not tried: it is cut off; well", "not tried: es ist abgeschnitten; well"),
        (" it is cut off ", " es ist abgeschnitten "),
        ("Nobody knows this.", "Nobody knows this."),
        ("", ""),
        # What a server put in is not taken for a placeholder.
        ("{place} does not answer.", "{place} antwortet nicht."),
        ("{0.__class__} does not answer.", "{0.__class__} antwortet nicht."),
    ],
)
def test_a_text_is_said_in_the_other_language(english: str, german: str) -> None:
    assert GERMAN.said(english) == german


def test_a_template_that_is_nothing_but_placeholders_is_never_taken() -> None:
    assert Templates({"{a} {b}": "{b} {a}"}).said("one two") == "one two"


def test_what_a_server_fills_in_costs_no_time() -> None:
    hostile = "a " + " b c" * 900 + " e"
    began = time.process_time()

    assert GERMAN.said(hostile) == hostile
    assert time.process_time() - began < 1
