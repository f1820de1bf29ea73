"""A store that keeps a password for each user name, and why it may not do so."""

from enum import StrEnum
from typing import Protocol

from app.domain.secret import Secret


class KeyStoreTrouble(StrEnum):
    """Why a key store did not do what was asked."""

    MISSING = "missing"
    LOCKED = "locked"
    SILENT = "silent"
    REFUSED = "refused"


class KeyStoreError(Exception):
    """The key store did not do it; its own words are not passed on, for they may hold a secret."""

    def __init__(self, trouble: KeyStoreTrouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class KeyStore(Protocol):
    """Each call may last until the user has unlocked the store, and raises KeyStoreError."""

    def password(self, user: str) -> Secret | None:
        """Give the password of a user; None where there is none."""
        ...

    def keep(self, user: str, password: Secret) -> None:
        """Keep a password in the place of an earlier one."""
        ...

    def forget(self, user: str) -> None:
        """Remove a password, if there is one."""
        ...
