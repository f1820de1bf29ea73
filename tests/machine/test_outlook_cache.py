"""Outlook's own copies of answers."""

import os
from pathlib import Path

import pytest

from app.domain.machine import FactName
from app.machine import outlook_cache
from app.machine.outlook_cache import LARGEST, MOST_FILES, read_cache
from tests.support.answers_xml import error_xml, settings_xml

DAY = 1_174_000_000


def kept(local: Path, name: str, body: bytes, *, folder: str = "", at: int = DAY) -> Path:
    path = local / "Microsoft" / "Outlook" / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    os.utime(path, (at, at))
    return path


def test_each_file_is_told_with_its_age_size_and_urls(tmp_path: Path) -> None:
    body = settings_xml()
    kept(tmp_path, "ann@contoso.com - Autodiscover.xml", body)
    kept(tmp_path, "AutoD.ann@contoso.com.xml", error_xml(), folder="16")
    kept(tmp_path, "other.xml", body)

    first, second = read_cache(str(tmp_path)).facts

    assert first.name is FactName.CACHED_ANSWER
    assert first.about == "ann@contoso.com - Autodiscover.xml"
    assert first.value.startswith(
        f"written 2007-03-15 23:06 UTC, {len(body):,} bytes: https://mail"
    )
    assert "https://mail.contoso.com/UnifiedMessaging/Service.asmx" in first.value
    assert first.origin == r"%LOCALAPPDATA%\Microsoft\Outlook"
    assert second.about == "AutoD.ann@contoso.com.xml"
    assert second.value.endswith("no settings that can be read")


def test_the_newest_come_first_and_their_number_has_an_end(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 3):
        kept(tmp_path, f"{number} - Autodiscover.xml", b"<a/>", at=DAY + number)

    facts = read_cache(str(tmp_path)).facts

    assert len(facts) == MOST_FILES
    assert facts[0].about == f"{MOST_FILES + 2} - Autodiscover.xml"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    kept(tmp_path, "a - Autodiscover.xml", b" " * (LARGEST + 1))

    (fact,) = read_cache(str(tmp_path)).facts

    assert fact.value.endswith("too large to be read")


def test_of_many_urls_the_first_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlook_cache, "MOST_URLS", 1)
    kept(tmp_path, "a - Autodiscover.xml", settings_xml())

    (fact,) = read_cache(str(tmp_path)).facts

    assert fact.value.endswith(" and 3 more")


def test_a_file_that_cannot_be_opened_is_told_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(tmp_path, "a - Autodiscover.xml", b"<a/>")

    def denied(*_: object) -> object:
        raise PermissionError

    monkeypatch.setattr(Path, "open", denied)

    (fact,) = read_cache(str(tmp_path)).facts

    assert fact.value.endswith("cannot be read")


@pytest.mark.parametrize("local", ["", "/nowhere/at/all"])
def test_where_outlook_has_never_run_there_is_nothing(local: str) -> None:
    assert read_cache(local).facts == ()
