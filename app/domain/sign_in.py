"""The credentials of a run, lent one at a time and withdrawn for good once refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from app.domain.secret import Credentials


class Turn:
    """One use of the credentials; `refused` is to be set where the server turned them down."""

    __slots__ = ("credentials", "current_user", "refused")

    def __init__(self, credentials: Credentials | None, *, current_user: bool = False) -> None:
        self.credentials = credentials
        self.current_user = current_user
        """Whether the signed-in user's own may be used as well, and first."""
        self.refused = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing, or no longer anything, to sign in with."""
        return self.credentials is None and not self.current_user


class SignIn:
    """Lends the credentials of a run.

    At most one server has them at a time, so that a survey cannot lock the account out by
    sending a wrong password everywhere at once; after a refusal nobody gets them again.
    """

    def __init__(self, credentials: Credentials | None, *, current_user: bool = False) -> None:
        """`current_user`: the signed-in user's own (ticket cache, SSPI), which nobody typed."""
        self._credentials = credentials
        self._current_user = current_user
        self._was_given = credentials is not None
        self._may_be_current_user = current_user
        self._turn = anyio.Lock()

    @property
    def was_given(self) -> bool:
        """Whether the run began with a user name and a password."""
        return self._was_given

    @property
    def may_be_current_user(self) -> bool:
        """Whether the run began with leave to use the signed-in user's own."""
        return self._may_be_current_user

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """Wait for the turn; it is empty where there are no credentials, or no longer any."""
        if not self._was_given and not self._may_be_current_user:
            yield Turn(None)
            return
        async with self._turn:
            turn = Turn(self._credentials, current_user=self._current_user)
            try:
                yield turn
            finally:
                if turn.refused:
                    self._credentials = None
                    self._current_user = False
