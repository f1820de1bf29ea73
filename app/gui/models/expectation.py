"""What may still come in a session: which of its steps, and for which rows nothing more will."""

from collections.abc import Iterable

from app.domain.rows import RoundState, StepState
from app.domain.session import Session


class Expectation:
    """Follows one session batch by batch."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._to_come: dict[int, None] = {}
        self._newest_round = 0
        self._is_ended = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come at all."""
        return self._is_ended or self._session.finished is not None

    def end(self) -> None:
        """Take note that no more will come, though the session may not say so."""
        self._is_ended = True

    def is_over_for(self, number: int) -> bool:
        """Tell whether nothing more will come for this row, though the run may go on."""
        session = self._session
        if self._is_ended or session.finished is not None:
            return True
        row = session.row(number)
        # A round takes no further step once the settings are chosen, or the next round began.
        is_left = session.chosen is not None or row.parent < self._newest_round
        return is_left and isinstance(row.subject, StepState) and _is_to_come(row.subject)

    def passed_over(self, touched: Iterable[int]) -> list[int]:
        """Give the steps that have been to come, and since this batch will not come any more."""
        for number in touched:
            subject = self._session.row(number).subject
            if isinstance(subject, RoundState):
                self._newest_round = max(self._newest_round, number)
            elif isinstance(subject, StepState):
                if _is_to_come(subject):
                    self._to_come[number] = None
                else:
                    self._to_come.pop(number, None)
        passed = [number for number in self._to_come if self.is_over_for(number)]
        for number in passed:
            del self._to_come[number]
        return passed


def _is_to_come(state: StepState) -> bool:
    return not state.started and state.result is None
