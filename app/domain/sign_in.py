"""The credentials of a run, lent one at a time and withdrawn for good once refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from app.domain.secret import Credentials

MOST_BAD = 2
"""Sign-ins of a run that a domain may have counted as wrong: a usual threshold is five."""


class Tally:
    """How many sign-ins of a run were bad, whoever turned them down.

    The user of a proxy is often the user of the mailbox, and locked out as one.
    """

    __slots__ = ("bad",)

    def __init__(self) -> None:
        self.bad = 0

    @property
    def is_full(self) -> bool:
        """Whether nobody may sign in any more in this run."""
        return self.bad >= MOST_BAD


class Turn:
    """One use of the credentials; what a server turned down is gone from it at once."""

    __slots__ = ("_tally", "bad", "credentials", "current_user")

    def __init__(
        self,
        credentials: Credentials | None,
        *,
        current_user: bool = False,
        bad: int = 0,
        tally: Tally | None = None,
    ) -> None:
        self.credentials = credentials
        self.current_user = current_user
        """Whether the signed-in user's own may be used as well, and first."""
        self.bad = bad
        """How many sign-ins of the run were refused, or had no answer."""
        self._tally = tally or Tally()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing, or no longer anything, to sign in with."""
        return not self.has(current_user=True) and not self.has(current_user=False)

    def has(self, *, current_user: bool) -> bool:
        """Whether one of the two kinds may still be used."""
        if self._tally.is_full:
            return False
        return self.current_user if current_user else self.credentials is not None

    def refuse(self, *, current_user: bool = False) -> None:
        """Withdraw what was refused: the signed-in user's own, or the given ones."""
        if current_user:
            self.current_user = False
        else:
            self.credentials = None
        self._count()

    def miss(self) -> None:
        """Count a sign-in that went out and had no answer: perhaps it was a wrong one."""
        self._count()

    def _count(self) -> None:
        self.bad += 1
        self._tally.bad += 1
        if self._tally.is_full:
            self.credentials = None
            self.current_user = False


class SignIn:
    """Lends the credentials of a run.

    At most one server has them at a time, so that a survey cannot lock the account out by
    sending a wrong password everywhere at once; after a refusal nobody gets them again.
    """

    def __init__(
        self,
        credentials: Credentials | None,
        *,
        current_user: bool = False,
        tally: Tally | None = None,
    ) -> None:
        """`current_user`: the signed-in user's own (ticket cache, SSPI), which nobody typed.

        `tally` counts together with others of the same run.
        """
        self._tally = tally or Tally()
        self._credentials = credentials
        self._current_user = current_user
        self._bad = 0
        self._was_given = credentials is not None
        self._may_be_current_user = current_user
        self._turn = anyio.Lock()
        self.lent: Credentials | None = None
        """What a server may know since some attempt had its turn, refused or not."""

    @property
    def was_given(self) -> bool:
        """Whether the run began with a user name and a password."""
        return self._was_given

    @property
    def may_be_current_user(self) -> bool:
        """Whether the run began with leave to use the signed-in user's own."""
        return self._may_be_current_user

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left to sign in with: nothing was given, or all of it was refused."""
        return self._credentials is None and not self._current_user

    @property
    def was_used(self) -> bool:
        """Whether the run has shown credentials to somebody who could refuse them, or could have.

        Given ones count from the start; the signed-in user's own may turn out to be none.
        """
        return self._was_given or self._bad > 0

    @property
    def bad(self) -> int:
        """How many sign-ins were refused, or had no answer; never more than MOST_BAD."""
        return self._bad

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """Wait for the turn; it is empty where there are no credentials, or no longer any."""
        if not self._was_given and not self._may_be_current_user:
            yield Turn(None)
            return
        async with self._turn:
            turn = Turn(
                self._credentials,
                current_user=self._current_user,
                bad=self._bad,
                tally=self._tally,
            )
            if turn.is_empty:
                turn = Turn(None, bad=self._bad)
            self.lent = turn.credentials or self.lent
            try:
                yield turn
            finally:
                self._credentials = turn.credentials
                self._current_user = turn.current_user
                self._bad = turn.bad
