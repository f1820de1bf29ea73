"""The system's own key store for passwords; no other place is ever read or written."""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Final, Protocol, TypeVar

from keyring.errors import KeyringError, KeyringLocked

from app.domain.key_store import KeyStoreError, KeyStoreTrouble
from app.domain.secret import Secret

SERVICE: Final = "Autodiscope"
BACK_ENDS: Final = {
    "win32": ("keyring.backends.Windows", "WinVaultKeyring"),
    "darwin": ("keyring.backends.macOS", "Keyring"),
}
"""By platform. keyring would take any that is installed or configured, files in plain text too
(keyrings.alt): so it is not asked to choose."""
ELSEWHERE: Final = ("keyring.backends.SecretService", "Keyring")
FOREIGN: Final = {
    "win32": (("win32ctypes.pywin32.pywintypes", "error"),),
    "darwin": (),
}
"""What a back end lets pass of the libraries below it."""
FOREIGN_ELSEWHERE: Final = (
    ("jeepney", "DBusErrorResponse"),
    ("secretstorage.exceptions", "SecretStorageException"),
)
Told = TypeVar("Told")


class BackEnd(Protocol):
    """What is needed of a back end of keyring."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class SystemKeyStore:
    """A password for each user name. A call may last until the user has unlocked the store."""

    def __init__(self, open_it: Callable[[], BackEnd] | None = None) -> None:
        """`open_it` stands in for the system's; it raises RuntimeError where there is none."""
        self._open = open_it or the_systems

    def password(self, user: str) -> Secret | None:
        """Give the password of a user; None where there is none. Raises KeyStoreError."""
        found = self._asked(lambda store: store.get_password(SERVICE, user))
        return Secret(found) if found else None

    def keep(self, user: str, password: Secret) -> None:
        """Keep a password in the place of an earlier one. Raises KeyStoreError."""
        self._asked(lambda store: store.set_password(SERVICE, user, password.reveal()))

    def forget(self, user: str) -> None:
        """Remove a password, if there is one. Raises KeyStoreError."""

        def delete(store: BackEnd) -> None:
            # To delete what is not there is an error to keyring, and what was wished here.
            if store.get_password(SERVICE, user) is not None:
                store.delete_password(SERVICE, user)

        self._asked(delete)

    def _asked(self, ask: Callable[[BackEnd], Told]) -> Told:
        trouble = KeyStoreTrouble.MISSING
        try:
            store = self._open()
            trouble = KeyStoreTrouble.REFUSED
            return ask(store)
        except KeyringLocked:
            trouble = KeyStoreTrouble.LOCKED
        except _failures():
            # As far as it came.
            pass
        # Outside of the handlers, so that no context of it holds what the store said.
        raise KeyStoreError(trouble)


def the_systems() -> BackEnd:
    """Give the back end of this platform; raises RuntimeError or ImportError without a store."""
    module, name = BACK_ENDS.get(sys.platform, ELSEWHERE)
    kind = getattr(import_module(module), name)
    # Asking for it raises RuntimeError where the store cannot be reached.
    if not kind.priority > 0:
        raise RuntimeError
    made: BackEnd = kind()
    return made


def _failures() -> tuple[type[Exception], ...]:
    usual = (KeyringError, RuntimeError, ImportError, OSError)
    kinds = FOREIGN.get(sys.platform, FOREIGN_ELSEWHERE)
    try:
        return (*usual, *(getattr(import_module(module), name) for module, name in kinds))
    except ImportError:
        return usual
