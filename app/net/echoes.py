"""Hides what went out to sign in from all that the server sends back, wherever it echoes it."""

import base64

from msgspec.structs import replace

from app.domain.failures import Failure
from app.domain.secret import Credentials
from app.net.masking import Masking

SHORTEST_REST = 16
"""Characters of a token that are hidden where it is cut off; less of it is of no use to anybody."""
_MASK = b"(hidden)"


class Echoes:
    """The password and the tokens of one attempt, in the forms in which a server may echo them."""

    def __init__(self, credentials: Credentials | None, asked: str) -> None:
        """`asked`: all that goes out beside the credentials, and into the log as well."""
        self._masking = Masking(credentials, asked) if credentials else None
        self._tokens: list[bytes] = []

    def __repr__(self) -> str:
        return "Echoes(hidden)"

    def add(self, token: bytes) -> None:
        """Hide a token from now on, in Base64 and as it is."""
        self._tokens += [base64.b64encode(token).rstrip(b"="), token]

    def hide(self, data: bytes) -> bytes:
        """Give the data without any of it."""
        for token in self._tokens:
            data = data.replace(token, _MASK)
        return self._masking.hide(data) if self._masking else data

    def hide_in_part(self, data: bytes) -> bytes:
        """Do so where the rest of the data was not kept, so that its end may cut a form off."""
        data = self.hide(data)
        for token in self._tokens:
            data = _without_beginning_of(token, data)
        return self._masking.hide_in_part(data) if self._masking else data

    def hide_in_failure(self, failure: Failure) -> Failure:
        """Do so for what the failure quotes; its detail is in our own words, and stays."""
        quoted = self.hide_in_part(failure.origin.encode("utf-8", "replace"))
        return replace(failure, origin=quoted.decode("utf-8", "replace"))


def _without_beginning_of(token: bytes, data: bytes) -> bytes:
    at = data.rfind(token[:SHORTEST_REST]) if len(token) >= SHORTEST_REST else -1
    return data[:at] + _MASK if at >= 0 and token.startswith(data[at:]) else data
