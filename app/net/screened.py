"""Hides a password that is out in every event of the network, whoever says it, and wherever."""

from enum import Enum
from typing import Any

from msgspec import Struct
from msgspec.structs import fields, replace

from app.domain.attempts import Attempt
from app.domain.events import AttemptStarted, Event, RequestSent
from app.domain.failures import Failure
from app.domain.growth import A, Watched
from app.domain.recorder import Reporter
from app.domain.sign_in import SignIn
from app.net.masking import Masking

_OURS = (AttemptStarted, RequestSent)
"""Written by this client, which puts no secret there; and what is asked must stay what is asked."""


class Told:
    """What the servers of a run may know by now."""

    def __init__(self, proxy_sign_in: SignIn | None = None) -> None:
        """`proxy_sign_in`: where credentials for proxies are lent."""
        self._sign_in: SignIn | None = None
        self._of_proxies = proxy_sign_in

    def note(self, sign_in: SignIn | None) -> None:
        """Remember where credentials are lent; an attempt without any may come afterwards."""
        self._sign_in = sign_in or self._sign_in

    def masking(self, asked: str) -> Masking | None:
        """Give what hides the password, once it has been lent to anybody."""
        return _masking(self._sign_in, asked)

    def masking_of_proxies(self, asked: str) -> Masking | None:
        """Give what hides the password of proxies, once one has it."""
        return _masking(self._of_proxies, asked)


def _masking(sign_in: SignIn | None, asked: str) -> Masking | None:
    lent = sign_in.lent if sign_in else None
    return Masking(lent, f"{asked}\n{lent.username}") if lent else None


class Screened(Watched[A]):
    """Follows an attempt, and lets no event through with a secret in it.

    A server that was signed in to may tell others, and may echo later what it got before.
    """

    def __init__(self, attempt: A, report: Reporter, told: Told) -> None:
        self._told = told
        self._masking: Masking | None = None
        self._masking_of_proxies: Masking | None = None
        super().__init__(attempt, report)

    def _add(self, event: Event, place: Reporter) -> None:
        if not isinstance(event, _OURS):
            self._masking = self._masking or self._told.masking(_asked(self.attempt))
            self._masking_of_proxies = self._masking_of_proxies or self._told.masking_of_proxies(
                _asked(self.attempt)
            )
            for masking in (self._masking, self._masking_of_proxies):
                if masking:
                    event = screened(event, masking)
        super()._add(event, place)


def _asked(attempt: Attempt) -> str:
    question = attempt.question
    return "\n".join(str(getattr(question, name)) for name in question.__struct_fields__)


def screened(value: Any, masking: Masking) -> Any:  # noqa: ANN401 - any part of any event.
    """Give the value with the secret hidden in each text of it; the same one where it has none."""
    match value:
        case Enum():
            return value
        case str():
            raw = value.encode("utf-8", "surrogatepass")
            hidden = masking.hide(raw)
            return value if hidden == raw else hidden.decode("utf-8", "replace")
        case bytes():
            return masking.hide(value)
        case tuple():
            parts = tuple(screened(part, masking) for part in value)
            return value if all(map(_is_same, parts, value)) else parts
        case Failure():
            # Its detail is in our own words, of which one may be the password.
            return replace(value, origin=screened(value.origin, masking))
        case Struct():
            changed = {}
            for field in fields(value):
                old = getattr(value, field.name)
                new = screened(old, masking)
                if new is not old:
                    changed[field.name] = new
            return replace(value, **changed) if changed else value
        case _:
            return value


def _is_same(one: object, other: object) -> bool:
    return one is other
