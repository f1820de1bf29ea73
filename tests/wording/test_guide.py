"""The guide: each page in each language, true to the program, with links that lead somewhere."""

import re
import shlex
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Final

import msgspec
import pytest

from app.cli.parse import parse
from app.cli.status import Exit
from app.domain.listed import Keeping
from app.paths import practice_scenarios, resources
from app.sessionlog.defects import MOST_REPORTS
from app.wiring.allowed_sites import AllowedSites
from app.wording import pages
from app.wording.guide import (
    GUIDE,
    Leads,
    Target,
    finding_pages,
    guide_pages,
    has_words,
    page_of,
    spans_of,
)
from app.wording.language import ENGLISH, LANGUAGES, speaking
from app.wording.pages import Kind, blocks_of
from tests.findings.test_help_pages import (
    ENGLISH_WORDS,
    GERMAN_NAME,
    GERMAN_WORDS,
    UNTRANSLATED,
    WITHOUT_UMLAUT,
    prose,
    typed,
)

ROOT: Final = Path(__file__).parents[2]
COMMANDS: Final = (
    *("check", "practice", "certificate", "batch", "show", "compare", "sessions", "self-test"),
)
PLACEHOLDER: Final = re.compile(r"^(?:start /wait )?autodiscope(?:-window)? ")


def source(name: str, language: str = ENGLISH) -> str:
    """Give a page as it is written."""
    folder = resources() / "help"
    of_language = folder if language == ENGLISH else folder / language
    return (of_language / f"{name}.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def options() -> set[str]:
    """Give every option of every command."""
    known: set[str] = set()
    for command in ((), *((one,) for one in COMMANDS)):
        with redirect_stdout(StringIO()) as told, pytest.raises(SystemExit):
            parse([*command, "--help"])
        known |= set(re.findall(r"--[a-z][a-z-]+", told.getvalue()))
    return known


def targets_in(text: str) -> list[Target]:
    return [span.target for span in spans_of(text) if span.target]


@pytest.mark.parametrize("folder", [".", *sorted(set(LANGUAGES) - {ENGLISH})])
def test_there_is_every_page_and_no_other(folder: str) -> None:
    assert {page.stem for page in (resources() / "help" / folder).glob("*.txt")} == set(GUIDE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", GUIDE)
def test_a_page_has_a_title_and_is_plain_text(name: str, language: str) -> None:
    with speaking(language):
        page = page_of(Target(leads=Leads.GUIDE, name=name))

    assert page
    assert source(name, language).startswith(f"# {page.title}\n")
    assert len(page.blocks) > 5
    assert all(line.isprintable() for block in page.blocks for line in block.text.splitlines())
    assert "#" not in page.source
    assert "[[" not in page.source
    assert not re.search(
        r"\[\[(?!(?:(?:finding|practice):)?[a-z0-9-]+\]\])", source(name, language)
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", GUIDE)
def test_every_link_leads_somewhere(name: str, language: str) -> None:
    scenarios = {path.stem for path in practice_scenarios()}
    for target in targets_in(source(name, language)):
        if target.leads is Leads.PRACTICE:
            assert target.name in scenarios
        else:
            assert page_of(target), target
            assert target.name != name


@pytest.mark.parametrize("name", GUIDE)
def test_links_commands_names_and_options_are_the_same_in_every_language(name: str) -> None:
    english, german = source(name), source(name, "de")

    assert targets_in(german) == targets_in(english)
    assert typed(german) == typed(english)
    names = {one for one in UNTRANSLATED.findall(prose(german)) if not one.startswith(GERMAN_NAME)}
    assert names == set(UNTRANSLATED.findall(prose(english)))
    headings = [len(re.findall("(?m)^# ", page)) for page in (english, german)]
    assert headings[0] == headings[1]


@pytest.mark.parametrize("name", GUIDE)
def test_a_german_page_is_german(name: str) -> None:
    said = re.sub(r"„[^“]*“|\([^)]*\)|\[\[[^]]*\]\]", "", prose(source(name, "de")))
    words = set(re.findall(r"[\w-]+", said.lower()))

    assert not words & ENGLISH_WORDS
    assert len(words & GERMAN_WORDS) >= 3
    assert not WITHOUT_UMLAUT.search(said)
    assert '"' not in said
    assert "Ctrl" not in said


@pytest.mark.parametrize("name", GUIDE)
def test_this_program_takes_the_command_lines_that_a_page_gives(name: str) -> None:
    lines = [line for line in typed(source(name)) if PLACEHOLDER.match(line)]
    for line in lines:
        arguments = shlex.split(PLACEHOLDER.sub("", line), posix=False)
        if "--help" not in arguments:
            parse(arguments)
    assert lines or name == "what-is-sent-where"


@pytest.mark.parametrize("name", GUIDE)
def test_this_program_has_the_options_that_a_page_names(name: str, options: set[str]) -> None:
    assert set(re.findall(r"--[a-z][a-z-]+", source(name))) <= options


def test_the_course_has_each_lesson_once_in_the_order_of_the_program() -> None:
    scenarios = [
        (found["order"], found["name"])
        for found in (msgspec.toml.decode(path.read_bytes()) for path in practice_scenarios())
    ]
    headed = re.findall(r"(?m)^# (\d+)\. .*\n\n\[\[practice:([a-z-]+)\]\]$", source("course"))

    assert [name for _number, name in headed] == [name for _order, name in sorted(scenarios)]
    assert [int(number) for number, _name in headed] == list(range(1, len(scenarios) + 1))


def test_every_lesson_tells_what_is_broken_where_to_look_and_what_to_learn() -> None:
    _before, *lessons = re.split(r"(?m)^# \d+\. .*$", source("course"))

    for lesson in lessons:
        assert lesson.count("\n- What is broken:") == 1
        assert lesson.count("\n- Look at:") == 1
        assert lesson.count("\n- Learn:") == 1
        assert len(re.findall(r"(?m)^- ", lesson)) == 4


def test_the_exit_codes_are_those_of_the_program() -> None:
    told = {int(code) for code in re.findall(r"(?m)^- (\d+): ", source("exit-codes"))}

    assert told == set(Exit)


def test_the_installer_ends_with_what_the_page_says_and_has_its_switches() -> None:
    page = source("deployment")
    script = (ROOT / "packaging" / "windows" / "autodiscope.nsi").read_text(encoding="utf-8")
    defined = set(re.findall(r"(?m)^!define ERROR_\w+ (\d+)$", script))
    (ends,) = re.findall(r"It ends with ([^.]+)\.", page)

    # 0 and 1 are NSIS' own.
    assert set(re.findall(r"(\d+):", ends)) == {"0", "1", *defined}
    for switch in ("/ALLUSERS", "/DELETEDATA"):
        assert switch in page
        assert f'"{switch}"' in script


def test_the_limits_are_those_of_the_program() -> None:
    page = " ".join(source("deployment").split())

    assert f"kept for {Keeping().days} days and up to {Keeping().megabytes} megabytes" in page
    assert f"the newest {MOST_REPORTS}." in page


def test_the_list_of_websites_is_taken_as_the_page_gives_it(tmp_path: Path) -> None:
    (sample,) = [line for line in typed(source("deployment")) if line.startswith('["')]
    (tmp_path / "allowed-sites.json").write_text(sample)
    complaints: list[str] = []

    hosts = AllowedSites(tmp_path / "allowed-sites.json", complaints.append).hosts()

    assert hosts == ("mail.contoso.example", "autodiscover.contoso.example")
    assert not complaints


def test_a_link_is_called_by_the_title_of_its_page() -> None:
    with speaking("de"):
        before, link, after = spans_of("Siehe [[getting-started]].")
        (lesson,) = spans_of("[[practice:expired]]")
        (finding,) = spans_of("[[finding:clock-wrong]]")

    assert (before.text, link.text, after.text) == ("Siehe ", "Erste Schritte", ".")
    assert link.target == Target(leads=Leads.GUIDE, name="getting-started")
    assert lesson.text == "Diese Lektion beginnen: expired"
    assert finding.text == "clock-wrong"


def test_each_word_of_a_search_has_to_stand_in_the_page() -> None:
    found = [page.target.name for page in guide_pages() if has_words(page, "Telemetry  DATAGRAM")]

    assert found == ["what-is-sent-where"]
    assert has_words(guide_pages()[0], "")
    assert "clock-wrong" in {page.title for page in finding_pages() if has_words(page, "clock")}


def test_where_pages_are_missing_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_whole() -> None:
        raise FileNotFoundError

    monkeypatch.setattr(pages, "resources", not_whole)

    assert pages.page_names("help") == ()
    assert page_of(Target(leads=Leads.GUIDE, name="no-such-page")) is None
    assert page_of(Target(leads=Leads.PRACTICE, name="expired")) is None
    assert [span.text for span in spans_of("[[no-such-page]]")] == ["no-such-page"]


def test_a_page_is_taken_apart() -> None:
    blocks = blocks_of("# A  title\n\nSome\nwords:\n- one\n  item\n- two\n\n    as  it is\n")

    assert [(one.kind, one.text, one.is_close) for one in blocks] == [
        (Kind.HEADING, "A title", False),
        (Kind.PARAGRAPH, "Some words:", False),
        (Kind.ITEM, "• one item", True),
        (Kind.ITEM, "• two", True),
        (Kind.TYPED, "    as  it is", False),
    ]
