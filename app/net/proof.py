"""What a request carries to sign in."""

import base64

from app.domain.authentication import Scheme
from app.domain.secret import Secret
from app.domain.tokens import Token, proves


class Proof:
    """What a request carries to sign in; it shows everything of it but the proof itself."""

    __slots__ = ("header", "proves", "scheme", "token", "username")

    def __init__(
        self, scheme: Scheme, username: str, header: Secret, token: Token | None = None
    ) -> None:
        """`token`: what `header` says, where that can be said."""
        self.scheme = scheme
        self.username = username
        """Empty for the signed-in user's own credentials."""
        self.header = header
        self.token = token
        self.proves = token is None or proves(token)
        """Whether it can be refused: asking for NTLM's challenge proves nothing yet."""

    def __repr__(self) -> str:
        return f"Proof({self.scheme}, {self.username!r}, hidden)"


def token_header(scheme: Scheme, token: bytes) -> Secret:
    """Give the value of Authorization or Proxy-Authorization that carries a token."""
    name = "Negotiate" if scheme is Scheme.NEGOTIATE else "NTLM"
    return Secret(f"{name} {base64.b64encode(token).decode('ascii')}")
