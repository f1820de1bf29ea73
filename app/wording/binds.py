"""Describes how a directory or a web server was signed in to, and which ways were tried."""

from typing import assert_never

from app.domain.authentication import Mechanism, Scheme
from app.domain.binds import Bind, BindOutcome, BindTry
from app.wording.lines import Line, Mark, line


def bind_title(bind: str) -> str:
    """Tell how a directory let this client in; empty before it did."""
    return {
        Bind.ANONYMOUS.value: "anonymous",
        Bind.SIMPLE.value: "simple bind, inside TLS",
        Bind.KERBEROS_SEALED.value: "Kerberos, signed and sealed",
        Bind.NTLM_SEALED.value: "NTLM, signed and sealed",
        Bind.NEGOTIATE_SEALED.value: "Negotiate, signed and sealed",
        Bind.KERBEROS_IN_TLS.value: "Kerberos, inside TLS",
        Bind.NTLM_IN_TLS.value: "NTLM, inside TLS",
        Bind.NEGOTIATE_IN_TLS.value: "Negotiate, inside TLS",
    }.get(bind, bind)


def bind_try_line(tried: BindTry) -> Line:
    """Describe one way of signing in that was tried."""
    who = tried.username or "the signed-in user"
    verdict, mark = _outcome(tried)
    if tried.failure:
        verdict = f"{verdict}: {tried.failure.detail}"
        # Signed in, and something is odd about it.
        mark = Mark.WARNING if tried.outcome is BindOutcome.SIGNED_IN else mark
    return line(f"Sign-in by {_way(tried)} as {who}", verdict, mark)


def _way(tried: BindTry) -> str:
    match tried.scheme:
        case Scheme.BASIC:
            return "Basic"
        case Scheme.NEGOTIATE if tried.mechanism is not Mechanism.NEGOTIATE:
            return f"{_mechanism(tried.mechanism)} inside Negotiate"
        case _:
            return _mechanism(tried.mechanism)


def _mechanism(mechanism: Mechanism) -> str:
    match mechanism:
        case Mechanism.NEGOTIATE:
            return "Negotiate"
        case Mechanism.KERBEROS:
            return "Kerberos"
        case Mechanism.NTLM:
            return "NTLM"
        case Mechanism.SIMPLE:
            return "simple bind"
        case _:
            assert_never(mechanism)


def _outcome(tried: BindTry) -> tuple[str, Mark]:
    other = "server" if tried.scheme else "directory"
    match tried.outcome:
        case BindOutcome.SIGNED_IN:
            return "signed in", Mark.GOOD
        case BindOutcome.REFUSED:
            return "refused", Mark.BAD
        case BindOutcome.DECLINED:
            return f"the {other} does not want this way", Mark.WARNING
        case BindOutcome.NOT_POSSIBLE:
            return "not possible here", Mark.INFORMATION
        case BindOutcome.BROKEN_OFF:
            return "broken off", Mark.BAD
        case _:
            assert_never(tried.outcome)
