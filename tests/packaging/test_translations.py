"""The catalogue of translations: taken from the code, kept, compiled."""

from pathlib import Path

import pytest

import checkout
import translations
from app.wording import language


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small program, with no translation yet."""
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "FOLDER", tmp_path / "resources" / "translations")
    for folder in ("app/wording", "app/net", "resources/report", "resources/practice"):
        (tmp_path / folder).mkdir(parents=True)
    say(tmp_path, 'x = _("Certificate of {host}")\ny = ngettext("{n} file", "{n} files", 2)\n')
    (tmp_path / "app/net/dial.py").write_text('x = f"{place} does not answer."\n')
    (tmp_path / "resources/report/report.html").write_text("<h1>{{ _('Report') }}</h1>")
    (tmp_path / "resources/practice/x.toml").write_text('title = "A title"\nlesson = "Learn."\n')
    return tmp_path


def say(project: Path, code: str) -> None:
    (project / "app/wording/titles.py").write_text(code)


def part(project: Path, name: str) -> Path:
    return project / "resources/translations/de" / f"{name}.po"


def translate(project: Path, name: str, english: str, german: str) -> None:
    path = part(project, name)
    before = path.read_text()
    after = before.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{german}"')
    assert after != before
    path.write_text(after)


def test_each_text_goes_to_the_part_of_its_folder(project: Path) -> None:
    translations.main([])

    assert 'msgid "Certificate of {host}"' in part(project, "wording").read_text()
    assert 'msgid_plural "{n} files"' in part(project, "wording").read_text()
    assert (
        'msgctxt "stored"\nmsgid "{place} does not answer."' in part(project, "stored").read_text()
    )
    assert 'msgid "Report"' in part(project, "reports").read_text()
    assert 'msgctxt "stored"\nmsgid "A title"' in part(project, "practice").read_text()


def test_a_part_names_files_and_neither_lines_nor_dates(project: Path) -> None:
    translations.main([])

    text = part(project, "wording").read_text()
    assert "#: app/wording/titles.py\n" in text
    assert "Date" not in text
    assert "Babel" not in text


def test_what_is_translated_is_kept_and_compiled(project: Path) -> None:
    translations.main([])
    translate(project, "wording", "Certificate of {host}", "Zertifikat von {host}")

    translations.main([])

    assert 'msgstr "Zertifikat von {host}"' in part(project, "wording").read_text()
    compiled = (project / "resources/translations/de.mo").read_bytes()
    assert b"Zertifikat von {host}" in compiled
    # What has no translation would be shown as nothing at all.
    assert b"{n} file" not in compiled
    assert compiled == translations.compiled("de")


def test_what_was_reworded_is_a_draft_and_counts_as_missing(project: Path) -> None:
    translations.main([])
    translate(project, "wording", "Certificate of {host}", "Zertifikat von {host}")
    say(project, 'x = _("The certificate of {host}")\n')

    translations.main([])

    text = part(project, "wording").read_text()
    assert "#, fuzzy" in text
    assert 'msgid "The certificate of {host}"\nmsgstr "Zertifikat von {host}"' in text
    assert any("The certificate of {host}" in line for line in translations.missing("de"))
    assert b"Zertifikat" not in translations.compiled("de")
    # And a draft stays one.
    translations.main([])
    assert "#, fuzzy" in part(project, "wording").read_text()


def test_missing_lists_the_texts_and_fails(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert translations.main(["missing"]) == 1

    told = capsys.readouterr().out
    assert "de/stored.po: app/net/dial.py: {place} does not answer.\n" in told
    assert told.endswith("6 texts are missing or wrong.\n")


@pytest.mark.parametrize("german", ["Zertifikat", "Zertifikat von {hots}"])
def test_a_translation_with_other_placeholders_is_wrong(project: Path, german: str) -> None:
    translations.main([])
    translate(project, "wording", "Certificate of {host}", german)

    assert translations.wrong("de") == [
        "de: other placeholders than in the English: Certificate of {host}"
    ]


def test_the_catalogue_of_the_program_is_what_its_parts_give() -> None:
    for code in language.LANGUAGES:
        if code != language.ENGLISH:
            path = translations.FOLDER / f"{code}.mo"
            assert path.read_bytes() == translations.compiled(code), "make translations"
            assert translations.wrong(code) == []


def test_the_parts_know_the_words_of_the_program() -> None:
    assert translations.STORED == language.STORED
    assert set(translations.LANGUAGES) == set(language.LANGUAGES) - {language.ENGLISH}
    for folders in translations.PARTS.values():
        for folder in folders:
            assert (checkout.ROOT / folder).exists()


@pytest.mark.parametrize("code", translations.LANGUAGES)
def test_each_language_is_complete(code: str) -> None:
    # What is fuzzy counts as missing.
    assert translations.missing(code) == []
