"""Finds the sentence of the catalogue that a finished English text was made from."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_WORD: Final = re.compile(r"\w+")
_SENTENCES: Final = re.compile(r"(?<=[.!?]) (?=\S)")
_CLAUSES: Final = re.compile(r"(; |: )")
DEEPEST: Final = 3
"""A value inside a sentence may be such a sentence itself, and so on so often."""


class _Template(Struct, frozen=True, kw_only=True):
    parts: tuple[str, ...]
    """What stands before, between and behind the placeholders."""
    names: tuple[str, ...]
    translation: str

    @property
    def weight(self) -> int:
        return sum(map(len, self.parts))


class Templates:
    """Sentences with placeholders, in English and in another language."""

    def __init__(self, translations: Mapping[str, str]) -> None:
        self._exact = {
            _literal(english): _literal(other)
            for english, other in translations.items()
            if not _PLACEHOLDER.search(english)
        }
        made = [
            _template(english, other)
            for english, other in translations.items()
            if _PLACEHOLDER.search(english)
        ]
        self._by_word = _index(sorted(made, key=lambda one: -one.weight))

    def said(self, text: str, depth: int = 0) -> str:
        """Give the text in the other language, as far as it is known; the rest as it is."""
        inner = text.strip()
        if not inner or depth > DEEPEST:
            return text
        found = self._whole(inner, depth) or self._by_pieces(inner, depth)
        return text if found is None else text.replace(inner, found, 1)

    def _whole(self, text: str, depth: int, *, may_hold_sentences: bool = False) -> str | None:
        """Look for the whole text; also for it with the full stop that was cut off."""
        if text in self._exact:
            return self._exact[text]
        if text + "." in self._exact:
            return self._exact[text + "."].removesuffix(".")
        words = set(_WORD.findall(text))
        candidates = [one for word in words for one in self._by_word.get(word, ())]
        for template in sorted(candidates, key=lambda one: -one.weight):
            # What fills the end of a template is no sentence's end: the full stop stays behind it.
            stop = "." if text.endswith(".") and not template.parts[-1] else ""
            for tried, cut in ((text.removesuffix(stop), ""), (text + ".", ".")):
                values = _values(template.parts, tried)
                if values is None:
                    continue
                if not may_hold_sentences and any(map(_SENTENCES.search, values)):
                    continue
                known = (self.said(value, depth + 1) for value in values)
                filled = dict(zip(template.names, known, strict=True))
                return template.translation.format(**filled).removesuffix(cut) + stop
        return None

    def _by_pieces(self, text: str, depth: int) -> str | None:
        sentences = _SENTENCES.split(text)
        if len(sentences) > 1:
            said = [self._whole(one, depth) for one in sentences]
            if any(said):
                return " ".join(
                    known or self.said(one, depth + 1)
                    for known, one in zip(said, sentences, strict=True)
                )
        whole = self._whole(text, depth, may_hold_sentences=True)
        if whole is not None:
            return whole
        head, mark, rest = _parted(text)
        if mark:
            said_head, said_rest = self.said(head, depth + 1), self.said(rest, depth + 1)
            if (said_head, said_rest) != (head, rest):
                return f"{said_head}{mark}{said_rest}"
        return None


def _parted(text: str) -> tuple[str, str, str]:
    """Part a text at its first semicolon or colon that a space follows."""
    found = _CLAUSES.search(text)
    if found is None:
        return text, "", ""
    return text[: found.start()], found.group(), text[found.end() :]


def _template(english: str, other: str) -> _Template:
    pieces = _PLACEHOLDER.split(english)
    return _Template(
        parts=tuple(map(_literal, pieces[::2])), names=tuple(pieces[1::2]), translation=other
    )


def _literal(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _index(templates: Sequence[_Template]) -> Mapping[str, list[_Template]]:
    """Sort templates by the rarest word of each: a text is held to those with a word of its own."""
    words = {id(one): _words(one.parts) for one in templates}
    often = Counter(word for each in words.values() for word in each)
    index: defaultdict[str, list[_Template]] = defaultdict(list)
    for one in templates:
        if rarest := min(words[id(one)], key=lambda word: (often[word], word), default=""):
            index[rarest].append(one)
    return dict(index)


def _words(parts: Sequence[str]) -> set[str]:
    """Give the words that stand whole in every text of a template."""
    found = set()
    for number, part in enumerate(parts):
        for match in _WORD.finditer(part):
            # One that touches a placeholder may be the half of a longer word.
            before = match.start() == 0 and number > 0
            behind = match.end() == len(part) and number < len(parts) - 1
            if not before and not behind:
                found.add(match.group())
    return found


def _values(parts: Sequence[str], text: str) -> list[str] | None:
    """Give what stands at the placeholders, or None; in one pass, whatever a server sent."""
    first, *middle, last = parts
    begin, end = len(first), len(text) - len(last)
    if end < begin or not text.startswith(first) or not text.endswith(last):
        return None
    values = []
    for part in middle:
        found = text.find(part, begin, end)
        if found < 0:
            return None
        values.append(text[begin:found])
        begin = found + len(part)
    values.append(text[begin:end])
    return values
