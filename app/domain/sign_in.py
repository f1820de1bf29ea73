"""The credentials of a run, lent one at a time and withdrawn for good once refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from app.domain.secret import Credentials


class Turn:
    """One use of the credentials; `refused` is to be set where the server turned them down."""

    __slots__ = ("credentials", "refused")

    def __init__(self, credentials: Credentials | None) -> None:
        self.credentials = credentials
        self.refused = False


class SignIn:
    """Lends the credentials of a run.

    At most one server has them at a time, so that a survey cannot lock the account out by
    sending a wrong password everywhere at once; after a refusal nobody gets them again.
    """

    def __init__(self, credentials: Credentials | None) -> None:
        self._credentials = credentials
        self._was_given = credentials is not None
        self._turn = anyio.Lock()

    @property
    def was_given(self) -> bool:
        """Whether the run began with credentials."""
        return self._was_given

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """Wait for the turn; its credentials are None where there are none, or no longer any."""
        if not self._was_given:
            yield Turn(None)
            return
        async with self._turn:
            turn = Turn(self._credentials)
            try:
                yield turn
            finally:
                if turn.refused:
                    self._credentials = None
