"""Describes how a directory or a web server was signed in to, and which ways were tried."""

from typing import assert_never

from app.domain.authentication import Mechanism, Scheme
from app.domain.binds import Bind, BindOutcome, BindTry
from app.wording.language import _, said
from app.wording.lines import Line, Mark, line


def bind_title(bind: str) -> str:
    """Tell how a directory let this client in; empty before it did."""
    return {
        Bind.ANONYMOUS.value: _("anonymous"),
        Bind.SIMPLE.value: _("simple bind, inside TLS"),
        Bind.KERBEROS_SEALED.value: _("Kerberos, signed and sealed"),
        Bind.NTLM_SEALED.value: _("NTLM, signed and sealed"),
        Bind.NEGOTIATE_SEALED.value: _("Negotiate, signed and sealed"),
        Bind.KERBEROS_IN_TLS.value: _("Kerberos, inside TLS"),
        Bind.NTLM_IN_TLS.value: _("NTLM, inside TLS"),
        Bind.NEGOTIATE_IN_TLS.value: _("Negotiate, inside TLS"),
    }.get(bind, bind)


def bind_try_line(tried: BindTry) -> Line:
    """Describe one way of signing in that was tried."""
    who = tried.username or _("the signed-in user")
    verdict, mark = _outcome(tried)
    if tried.failure:
        verdict = f"{verdict}: {said(tried.failure.detail)}"
        # Signed in, and something is odd about it.
        mark = Mark.WARNING if tried.outcome is BindOutcome.SIGNED_IN else mark
    return line(_("Sign-in by {way} as {who}").format(way=_way(tried), who=who), verdict, mark)


def bind_outcome(tried: BindTry) -> str:
    """Tell what came of one way of signing in, without why."""
    return _outcome(tried)[0]


def _way(tried: BindTry) -> str:
    match tried.scheme:
        case Scheme.BASIC:
            return "Basic"
        case Scheme.NEGOTIATE if tried.mechanism is not Mechanism.NEGOTIATE:
            return _("{mechanism} inside Negotiate").format(mechanism=_mechanism(tried.mechanism))
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
            return _("simple bind")
        case _:
            assert_never(mechanism)


def _outcome(tried: BindTry) -> tuple[str, Mark]:
    match tried.outcome:
        case BindOutcome.SIGNED_IN:
            return _("signed in"), Mark.GOOD
        case BindOutcome.REFUSED:
            return _("refused"), Mark.BAD
        case BindOutcome.DECLINED:
            text = (
                _("the server does not want this way")
                if tried.scheme
                else _("the directory does not want this way")
            )
            return text, Mark.WARNING
        case BindOutcome.NOT_POSSIBLE:
            return _("not possible here"), Mark.INFORMATION
        case BindOutcome.BROKEN_OFF:
            return _("broken off"), Mark.BAD
        case _:
            assert_never(tried.outcome)
