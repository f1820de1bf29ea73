"""How an attempt was signed in to, as JSON: each way, each leg, and what the tokens say."""

from typing import Any

import msgspec

from app.domain.attempts import Attempt, Exchange, Leg, Search
from app.domain.authentication import offered_schemes
from app.domain.binds import BindTry
from app.domain.tokens import Token


def sign_in_keys(attempt: Attempt) -> dict[str, Any]:
    """Give the keys of an attempt that tell of its sign-in; an attempt without any has none."""
    if not isinstance(attempt, Exchange | Search):
        return {}
    keys: dict[str, Any] = {"sign_ins": [_sign_in(tried) for tried in attempt.tries]}
    if isinstance(attempt, Exchange):
        keys["offers"] = _offers(attempt)
        keys["legs"] = [_leg(leg) for leg in attempt.legs]
    return keys


def _sign_in(tried: BindTry) -> dict[str, Any]:
    return {
        "scheme": tried.scheme,
        "mechanism": tried.mechanism,
        # None for the signed-in user's own credentials.
        "user": tried.username or None,
        "requests": tried.legs,
        "result": tried.outcome,
        "detail": tried.failure.detail if tried.failure else None,
    }


def _offers(exchange: Exchange) -> list[str]:
    """Name what the first 401 offers: later ones go on with one of it."""
    answers = (leg.response for leg in exchange.legs if leg.response)
    refusals = (answer for answer in answers if answer.status == 401)
    first = next(refusals, None)
    return list(offered_schemes(first.header("www-authenticate"))) if first else []


def _leg(leg: Leg) -> dict[str, Any]:
    response = leg.response
    return {
        "scheme": leg.request.scheme,
        "user": leg.request.username or None,
        "sent": _said(leg.request.token),
        "status": response.status if response else None,
        "received": _said(response.token) if response else None,
    }


def _said(token: Token | None) -> Any:  # noqa: ANN401 - it becomes JSON, whatever it is.
    return None if token is None else msgspec.to_builtins(token)
