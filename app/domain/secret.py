"""A password that cannot be printed, logged or encoded by accident."""

from collections.abc import Callable
from typing import NoReturn


class Secret:
    """Holds a text that only `reveal` gives out.

    A plain class on purpose: msgspec refuses to encode it, and its repr hides it. The text is in
    no attribute, so that whatever lists those (a debugger, a crash report with local variables)
    shows a function.
    """

    __slots__ = ("_tell",)

    def __init__(self, text: str) -> None:
        self._tell: Callable[[], str] = lambda: text

    def reveal(self) -> str:
        """Return the text itself; call this only where it goes onto the wire."""
        return self._tell()

    def __repr__(self) -> str:
        return "Secret(hidden)"

    def __getstate__(self) -> NoReturn:
        # Python's own would hand the attributes out.
        self.__reduce__()

    def __reduce__(self) -> NoReturn:
        message = "a secret is not to be stored"
        raise TypeError(message)


class Credentials:
    """A user name with its password, lent to the network for a sign-in."""

    __slots__ = ("password", "username")

    def __init__(self, username: str, password: Secret) -> None:
        self.username = username
        self.password = password

    def __repr__(self) -> str:
        return f"Credentials({self.username!r}, hidden)"
