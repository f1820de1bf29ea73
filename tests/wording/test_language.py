"""The language of what is shown: chosen for a context, English where nobody chose."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app.wording import language
from app.wording.language import ENGLISH, LANGUAGES, _, ngettext, pgettext, said, speak, speaking


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """German with a few words."""
    german = Catalog(locale="de")
    german.add("Certificate of {host}", "Zertifikat von {host}")
    german.add(("{count} file", "{count} files"), ("{count} Datei", "{count} Dateien"))
    german.add("Other", "Andere", context="service")
    german.add("{place} does not answer.", "{place} antwortet nicht.", context="stored")
    (tmp_path / "translations").mkdir()
    with (tmp_path / "translations" / "de.mo").open("wb") as file:
        write_mo(file, german)
    monkeypatch.setattr(language, "resources", lambda: tmp_path)
    caches = (language._catalogue, language._templates, language._said)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def test_english_needs_no_catalogue() -> None:
    assert _("Certificate of {host}") == "Certificate of {host}"
    assert ngettext("{count} file", "{count} files", 1) == "{count} file"
    assert ngettext("{count} file", "{count} files", 0) == "{count} files"
    assert pgettext("service", "Other") == "Other"
    assert said("dc01 does not answer.") == "dc01 does not answer."


@pytest.mark.usefixtures("catalogue")
def test_german_is_spoken_inside_and_not_outside() -> None:
    with speaking("de"):
        assert language.language() == "de"
        assert _("Certificate of {host}") == "Zertifikat von {host}"
        assert ngettext("{count} file", "{count} files", 1) == "{count} Datei"
        assert ngettext("{count} file", "{count} files", 2) == "{count} Dateien"
        assert pgettext("service", "Other") == "Andere"
        assert said("dc01 does not answer.") == "dc01 antwortet nicht."
        with speaking(ENGLISH):
            assert _("Certificate of {host}") == "Certificate of {host}"
            assert said("dc01 does not answer.") == "dc01 does not answer."
        assert _("Certificate of {host}") == "Zertifikat von {host}"

    assert language.language() == ENGLISH


@pytest.mark.usefixtures("catalogue")
def test_what_the_catalogue_lacks_stays_english() -> None:
    with speaking("de"):
        assert _("Nobody translated this") == "Nobody translated this"
        assert _("Other") == "Other"
        # The catalogue's header goes by the empty text.
        assert _("") == ""
        assert said("") == ""


def test_a_language_that_is_not_known_is_english() -> None:
    with speaking("tlh"):
        assert language.language() == ENGLISH


@pytest.mark.usefixtures("catalogue")
def test_a_thread_speaks_english_whatever_the_window_speaks() -> None:
    spoken: list[str] = []
    with speaking(ENGLISH):
        speak("de")
        thread = threading.Thread(target=lambda: spoken.append(_("Certificate of {host}")))
        thread.start()
        thread.join()

    assert spoken == ["Certificate of {host}"]


@pytest.mark.usefixtures("catalogue")
def test_what_is_longer_than_any_text_of_ours_is_not_searched_for() -> None:
    with speaking("de"):
        long = "x" * language.LONGEST + " does not answer."

        assert said(long) == long


def test_every_language_but_english_has_its_catalogue() -> None:
    for code in LANGUAGES:
        with speaking(code):
            assert language.language() == code
            assert _("Nobody translated this") == "Nobody translated this"
