"""Keeps the catalogue of translations: what the code says, what is translated, what is missing.

`update` (as without a word) takes over new texts and compiles, `compile` only compiles, `missing`
lists what has no translation yet.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

import texts_in_code
from checkout import ROOT, say

FOLDER: Final = ROOT / "resources" / "translations"
LANGUAGES: Final = ("de",)
STORED: Final = "stored"
"""The context of what stands in sessions; app.wording.language knows it by the same word."""
PARTS: Final[dict[str, tuple[str, ...]]] = {
    "wording": ("app/wording",),
    "findings": ("app/findings",),
    "reports": ("app/export", "resources/report"),
    "plan": ("app/certificates/planner",),
    "command-line": ("app/cli", "app/__main__.py"),
    "window": ("app/gui",),
    "practice": ("resources/practice", "app/profiles"),
    "stored": (
        "app/domain",
        "app/protocol",
        "app/net",
        "app/certificates",
        "app/machine",
        "app/discovery",
        "app/probes",
        "app/sessionlog",
        "app/practice",
        "app/wiring",
        # Made in threads of their own, and told by the report of the self-test.
        "app/selftest",
    ),
}
"""The files of a language, each with its sources; a text belongs to the first part that has it."""
# What the practice organisation's servers answer is theirs; names of products are names.
_NO_TEXTS: Final = frozenset(
    {
        "app/domain/defect.py",
        "app/domain/interception.py",
        "app/domain/secret.py",
        "app/practice/answers.py",
        "app/practice/authority.py",
        "app/practice/command_line.py",
        "app/practice/directory.py",
        "app/practice/domain_controller.py",
        "app/practice/many.py",
        "app/practice/services.py",
        "app/practice/sites.py",
        "app/practice/web.py",
        "app/protocol/outlook_log.py",
    }
)
_FIELD: Final = re.compile(r"\{(\w*)\}")
CLOSE: Final = 0.75
"""How alike a new text must be to one that has gone, to be shown its translation."""

Key = tuple[str, str]
"""Context and text."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text of the program, where it is first said."""

    part: str
    file: str
    context: str
    text: str | tuple[str, str]
    """English, or its singular and its plural."""

    @property
    def key(self) -> Key:
        return self.context, self.text if isinstance(self.text, str) else self.text[0]


class _Calm(Catalog):
    """Without dates and names, so that the same texts always give the same bytes."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Project-Id-Version", "Autodiscope"),
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def main(arguments: Sequence[str]) -> int:
    """Do what is asked; the exit status tells whether anything is missing or wrong."""
    parser = argparse.ArgumentParser(prog="translations.py", description=__doc__)
    tasks = ("update", "compile", "missing")
    parser.add_argument("task", nargs="?", default="update", choices=tasks)
    task = parser.parse_args(arguments).task
    faults: list[str] = []
    for language in LANGUAGES:
        if task == "update":
            update(language)
        if task in {"update", "compile"}:
            (FOLDER / f"{language}.mo").write_bytes(compiled(language))
        faults += [*missing(language), *wrong(language)]
    for fault in faults if task != "compile" else ():
        say(fault)
    say(f"{len(faults)} texts are missing or wrong.")
    return 1 if faults and task == "missing" else 0


def texts() -> list[Text]:
    """Give every text that the program can say to a person, each once."""
    found: dict[Key, Text] = {}
    # A folder inside another one, such as the planner, may have a part of its own.
    read: set[Path] = set()
    for part, folders in PARTS.items():
        for path in (path for folder in folders for path in _files(ROOT / folder)):
            if path not in read:
                read.add(path)
                for text in _said_in(path, part):
                    found.setdefault(text.key, text)
    return list(found.values())


def update(language: str) -> None:
    """Write the parts of a language anew, with every text there is and what is known of it."""
    known = translated(language)
    said = texts()
    gone = {key: one for key, one in known.items() if key not in {text.key for text in said}}
    parts = {part: _calm(language) for part in PARTS}
    for text in said:
        old = known.get(text.key)
        alike = None if old else _alike(text, gone)
        kept = old or alike
        parts[text.part].add(
            text.text,
            kept.string if kept else None,
            locations=[(text.file, 0)],
            flags=("fuzzy",) if alike or (old and old.fuzzy) else (),
            user_comments=kept.user_comments if kept else (),
            context=text.context or None,
        )
    for part, catalog in parts.items():
        path = FOLDER / language / f"{part}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_as_po(catalog))


def translated(language: str) -> dict[Key, Message]:
    """Read the parts of a language."""
    found: dict[Key, Message] = {}
    for part in PARTS:
        path = FOLDER / language / f"{part}.po"
        if path.exists():
            with path.open("rb") as file:
                for message in read_po(file, locale=language):
                    if message.id:
                        found[_key(message)] = message
    return found


def compiled(language: str) -> bytes:
    """Give the one catalogue that the program reads."""
    catalog = _calm(language)
    for message in translated(language).values():
        if _is_done(message):
            catalog.add(message.id, message.string, context=message.context)
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def missing(language: str) -> list[str]:
    """List what the program says and no part has in this language, each with its file."""
    known = translated(language)
    return [
        f"{language}/{text.part}.po: {text.file}: {text.key[1]}"
        for text in texts()
        if text.key not in known or not _is_done(known[text.key])
    ]


def wrong(language: str) -> list[str]:
    """List translations that lack a placeholder of their text, or have one too many."""
    return [
        f"{language}: other placeholders than in the English: {_key(message)[1]}"
        for message in translated(language).values()
        if _is_done(message) and not _fits(message)
    ]


def _fits(message: Message) -> bool:
    wanted = set(_FIELD.findall(" ".join(_forms(message.id))))
    # The singular may say "a" in place of the number.
    *some, last = (set(_FIELD.findall(one)) for one in _forms(message.string))
    return last == wanted and all(each <= wanted for each in some)


def _is_done(message: Message) -> bool:
    return all(_forms(message.string)) and not message.fuzzy


def _key(message: Message) -> Key:
    return message.context or "", _forms(message.id)[0]


def _forms(text: object) -> tuple[str, ...]:
    """Give the one form of a text, or those of its singular and its plural."""
    forms = text if isinstance(text, tuple | list) else (text,)
    return tuple(str(one or "") for one in forms)


def _alike(text: Text, gone: dict[Key, Message]) -> Message | None:
    """Find what a new text was before: one that was reworded keeps its translation as a draft."""
    same_kind = {
        key[1]: message
        for key, message in gone.items()
        if key[0] == text.context and isinstance(message.id, str) == isinstance(text.text, str)
    }
    found = get_close_matches(text.key[1], same_kind, n=1, cutoff=CLOSE)
    return same_kind[found[0]] if found else None


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    known = (one for one in path.rglob("*") if one.suffix in {".py", ".html", ".toml"})
    return sorted(one for one in known if one.relative_to(ROOT).as_posix() not in _NO_TEXTS)


def _said_in(path: Path, part: str) -> Iterator[Text]:
    file = path.relative_to(ROOT).as_posix()
    if path.suffix == ".toml":
        for text in texts_in_code.in_data(path):
            yield Text(part=part, file=file, context=STORED, text=text)
    elif path.suffix == ".html":
        with path.open("rb") as template:
            for _, _, found, _ in babel_extract(template, ("_", "ngettext"), (), {}):
                yield Text(part=part, file=file, context="", text=_one_or_two(_forms(found)))
    else:
        for context, forms in texts_in_code.shown(path):
            yield Text(part=part, file=file, context=context, text=_one_or_two(forms))
        for text in texts_in_code.stored(path) if part == STORED else ():
            yield Text(part=part, file=file, context=STORED, text=text)


def _one_or_two(forms: tuple[str, ...]) -> str | tuple[str, str]:
    return (forms[0], forms[1]) if len(forms) > 1 else forms[0]


def _calm(language: str) -> _Calm:
    return _Calm(locale=language, project="Autodiscope", header_comment="", fuzzy=False)


def _as_po(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, catalog, width=100, include_lineno=False)
    return file.getvalue().lstrip(b"#\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
