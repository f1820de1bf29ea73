"""Describes how a directory was signed in to, and which ways were tried."""

from typing import assert_never

from app.domain.attempts import Bind, BindOutcome, BindTry, Mechanism
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
    verdict, mark = _outcome(tried.outcome)
    if tried.failure:
        verdict = f"{verdict}: {tried.failure.detail}"
    return line(f"Sign-in by {_mechanism(tried.mechanism)} as {who}", verdict, mark)


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


def _outcome(outcome: BindOutcome) -> tuple[str, Mark]:
    match outcome:
        case BindOutcome.SIGNED_IN:
            return "signed in", Mark.GOOD
        case BindOutcome.REFUSED:
            return "refused", Mark.BAD
        case BindOutcome.DECLINED:
            return "the directory does not want this way", Mark.WARNING
        case BindOutcome.NOT_POSSIBLE:
            return "not possible here", Mark.INFORMATION
        case BindOutcome.BROKEN_OFF:
            return "broken off", Mark.BAD
        case _:
            assert_never(outcome)
