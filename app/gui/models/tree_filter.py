"""Which rows of a session the tree shows: those asked for, and all above them."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

from app.domain.connections import Judged
from app.domain.retrieval import Retrieval
from app.domain.rows import Row
from app.domain.session import Session
from app.domain.sni import SniComparison
from app.wording import PROBLEMS, Line


class Kinds(StrEnum):
    """Of which kinds the rows are."""

    ALL = "all"
    PROBLEMS = "problems"
    CERTIFICATES = "certificates"


class TreeFilter(Struct, frozen=True, kw_only=True):
    """What is asked for."""

    kinds: Kinds = Kinds.ALL
    text: str = ""

    @property
    def is_open(self) -> bool:
        """Whether every row passes."""
        return self.kinds is Kinds.ALL and not self.text

    def accepts(self, row: Row, line: Line) -> bool:
        """Tell whether a row is asked for itself."""
        match self.kinds:
            case Kinds.PROBLEMS if line.mark not in PROBLEMS:
                return False
            case Kinds.CERTIFICATES if not isinstance(
                row.subject, Judged | Retrieval | SniComparison
            ):
                return False
            case _:
                return not self.text or holds(line, self.text.casefold())


def holds(line: Line, folded: str) -> bool:
    """Tell whether a line has a text in it; that one is case-folded already."""
    return folded in line.what.casefold() or folded in line.verdict.casefold()


class ShownRows:
    """Who stands below whom among the rows on show; siblings stand in the order of their numbers.

    A view may not see a row before it is told of it, while the session has it already: so this
    is an account of its own.
    """

    def __init__(self) -> None:
        self._below: dict[int, list[int]] = {0: []}

    def __contains__(self, number: int) -> bool:
        return number in self._below

    def below(self, number: int) -> Sequence[int]:
        """Give what stands directly below a row."""
        return self._below[number]

    def place(self, parent: int, number: int) -> int:
        """Give the place of a row among its siblings; for one not yet there, where it will be."""
        return bisect_left(self._below[parent], number)

    def add(self, parent: int, numbers: Iterable[int]) -> None:
        """Show these rows below one."""
        siblings = self._below[parent]
        for number in numbers:
            insort(siblings, number)
            self._below[number] = []

    def order(self) -> list[int]:
        """Give all rows from top to bottom, as they stand when everything is unfolded."""
        found: list[int] = []
        ahead = list(reversed(self._below[0]))
        while ahead:
            number = ahead.pop()
            found.append(number)
            ahead.extend(reversed(self._below[number]))
        return found

    def newcomers(
        self, session: Session, numbers: Iterable[int], is_asked_for: Callable[[int], bool]
    ) -> dict[int, list[int]]:
        """Give what is to be shown by now, by parent; parents come before their children."""
        new: set[int] = set()
        for number in numbers:
            at = number
            if at in self._below or not is_asked_for(at):
                continue
            while at and at not in self._below and at not in new:
                new.add(at)
                at = session.row(at).parent
        by_parent: dict[int, list[int]] = {}
        # A parent's number is lower than its children's.
        for number in sorted(new):
            by_parent.setdefault(session.row(number).parent, []).append(number)
        return by_parent
