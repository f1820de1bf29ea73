"""Finds the English texts in the code: those shown by a call, and those that go into sessions."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_WORDS: Final = re.compile(r"[A-Za-z][a-z']*[a-z](?:,|;|:)? [A-Za-z(\"'{<]|[a-z},] [a-z]{2,}")
_CODE: Final = re.compile(
    # Regular expressions, XML, LDAP filters and names, DNS zones, SQL-like and shell-like lines.
    r"\\[dwsb.]|\(\?[:P=!]|^<|</|xmlns|\(&|\(objectC|(?:CN|DC|OU)=|^\^|\$$|^--\S*$|^[A-Z]+-[A-Z]"
)
_PLACEHOLDER: Final = re.compile(r"\{[a-z_]+\}")
_DEFECTS: Final = frozenset(
    {
        "AssertionError",
        "FileNotFoundError",
        "KeyError",
        "NotImplementedError",
        "RuntimeError",
        "TypeError",
        "ValueError",
    }
)
"""Raised for a defect or wrong input of code: no text for a person."""
LONGEST_NAME: Final = 24
_CALLS: Final = {"_": (0, 1), "ngettext": (0, 2), "pgettext": (1, 1)}
"""How many contexts and how many texts each takes."""
_TOML_KEYS: Final = ("title", "lesson")


def shown(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give context and text (or singular and plural) of each call that shows one.

    Raises ValueError for a text that is not written out there.
    """
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    calls = (one for one in nodes if isinstance(one, ast.Call))
    for call in sorted(calls, key=lambda one: (one.lineno, one.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name not in _CALLS:
            continue
        contexts, count = _CALLS[name]
        said = [one.value for one in call.args if isinstance(one, ast.Constant)]
        texts = [one for one in said if isinstance(one, str)]
        if len(texts) != contexts + count:
            raise ValueError(f"{path}:{call.lineno}: {name}() wants plain texts")
        yield "".join(texts[:contexts]), tuple(texts[contexts:])


def stored(path: Path) -> Iterator[str]:
    """Give a template of each text that looks like one for a person."""
    seen = _Texts()
    seen.visit(ast.parse(path.read_text(encoding="utf-8")))
    yield from seen.found


def in_data(path: Path) -> Iterator[str]:
    """Give what a data file (a scenario, a profile) says to a person."""
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    yield from (_escaped(read[key]) for key in _TOML_KEYS if read.get(key))


class _Texts(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_Expr(self, node: ast.Expr) -> None:
        # A bare string is a docstring.
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        if not (isinstance(raised, ast.Name) and raised.id in _DEFECTS):
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        # What is shown by a call has its own place in the catalogue.
        if not (isinstance(node.func, ast.Name) and node.func.id in _CALLS):
            self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> None:
        """An annotation is no text."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._visit_function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._visit_function(node)

    def _visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for part in (node.args, *node.body):
            self.visit(part)

    def visit_Compare(self, node: ast.Compare) -> None:
        """What is compared with is another's text."""

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._add(node.value, _template(node.value))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        literal, template, names = "", "", set[str]()
        for part in node.values:
            if isinstance(part, ast.Constant):
                literal += str(part.value)
                template += _escaped(str(part.value))
            elif isinstance(part, ast.FormattedValue):
                name = _unique(_name(part.value), names)
                literal += "{x}"
                template += f"{{{name}}}"
                self.visit(part.value)
        self._add(literal, template)

    def _add(self, literal: str, template: str) -> None:
        text = literal.strip()
        if _WORDS.search(text) and not _CODE.search(text) and "\n" not in text:
            self.found.append(template.strip())


def _template(text: str) -> str:
    """Give a constant as a template: it may be one already, for str.format."""
    text = text.replace("{}", "{value}")
    return text if _PLACEHOLDER.search(text) else _escaped(text)


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _name(value: ast.expr) -> str:
    """Name a placeholder after what is put in."""
    words = [word for word in re.split(r"\W+|_", ast.unparse(value)) if word not in {"", "self"}]
    name = "_".join(words).lower()
    while len(name) > LONGEST_NAME and "_" in name:
        name = name.partition("_")[2]
    return name if name.isidentifier() else f"value_{name}".rstrip("_")


def _unique(name: str, taken: set[str]) -> str:
    made, number = name, 2
    while made in taken:
        made, number = f"{name}_{number}", number + 1
    taken.add(made)
    return made
