"""How far a list has come, counted row by row and told in a line."""

import time
from collections import Counter
from collections.abc import Callable, Iterable

from app.domain.batch import BatchRow, RowOutcome
from app.gui.models.batch_table import MOST_ROWS
from app.wording.batch import outcomes_text, progress_text
from app.wording.language import _, ngettext
from app.wording.lines import number


class BatchProgress:
    """One list; `clock` gives seconds."""

    def __init__(
        self, total: int = 0, before: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`before` are those of all that had their row before this run."""
        self.total = total
        self._before = before
        self._clock, self._began_at = clock, clock()
        self._outcomes: Counter[RowOutcome] = Counter()

    @property
    def done(self) -> int:
        """How many have their row by now."""
        return self._before + self._outcomes.total()

    def add(self, rows: Iterable[BatchRow]) -> None:
        """Count these rows, too."""
        self._outcomes.update(row.outcome for row in rows)

    def text(self, *, is_running: bool, is_stopping: bool) -> str:
        """Say how far it is, what came of it, and what is not on show."""
        told = [self._state(is_running=is_running, is_stopping=is_stopping)]
        told += filter(None, [outcomes_text(self._outcomes)])
        if self._before:
            text = ngettext(
                "{count} was finished before", "{count} were finished before", self._before
            )
            told.append(text.format(count=number(self._before)))
        if self.done - self._before > MOST_ROWS:
            told.append(_("the newest {count} are shown").format(count=number(MOST_ROWS)))
        return " — ".join(told)

    def _state(self, *, is_running: bool, is_stopping: bool) -> str:
        if is_running and is_stopping:
            return _("Stopping …")
        if not is_running and self.done < self.total:
            stopped = _("Stopped: {done} of {total} are finished.")
            return stopped.format(done=number(self.done), total=number(self.total))
        elapsed_s = self._clock() - self._began_at
        return progress_text(self.done, self.total, self._before, elapsed_s)
