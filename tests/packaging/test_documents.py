"""What the documents of the project name is there: files, folders, and what is registered where."""

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
DOCUMENTS: Final = ("README.md", "CONTRIBUTING.md", "packaging/README.md")
FOLDERS: Final = r"(?:app|tests|resources|packaging)"
NAMED: Final = re.compile(rf"(?<![\w/.\\])({FOLDERS}/[\w./-]*\w/?)")
REGISTERED: Final = re.compile(r"`(\w+)` \(`(app/[\w./]+\.py|tests/[\w./]+\.py)`\)")
LINK: Final = re.compile(r"\]\((?!https?:)([^)#]+)\)")
MADE_UP: Final = ("resources/x.toml",)


def text(document: str) -> str:
    """Give a document."""
    return (ROOT / document).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_is_there(document: str) -> None:
    named = {one for one in NAMED.findall(text(document)) if one not in MADE_UP}

    assert named
    assert not [one for one in sorted(named) if not (ROOT / one).exists()]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_a_document_leads_to_a_file(document: str) -> None:
    above = (ROOT / document).parent

    assert not [one for one in LINK.findall(text(document)) if not (above / one).exists()]


def test_what_is_to_be_edited_is_defined_where_the_document_says() -> None:
    found = REGISTERED.findall(text("CONTRIBUTING.md"))

    assert len(found) >= 10
    for name, file in found:
        source = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"(?m)^(?:class )?{name}\b", source), (name, file)


def test_every_part_of_the_program_has_its_line() -> None:
    told = re.findall(r"(?m)^      (\w+(?:\.py|/))", text("CONTRIBUTING.md"))
    parts = {
        f"{one.name}/" if one.is_dir() else one.name
        for one in (ROOT / "app").iterdir()
        if one.name not in {"__init__.py", "__pycache__", "py.typed"}
    }

    assert set(told) >= parts
