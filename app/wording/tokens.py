"""What the tokens of a sign-in say, in words."""

from datetime import datetime
from typing import assert_never

from app.domain.failures import Failure
from app.domain.tokens import (
    KerberosError,
    KerberosReply,
    KerberosRequest,
    MechanismToken,
    NtlmAuthenticate,
    NtlmChallenge,
    NtlmNegotiate,
    SpnegoOffer,
    SpnegoReply,
    Token,
    inner_of,
)
from app.wording.forms import moment_text
from app.wording.language import _, said

Facts = tuple[tuple[str, str], ...]


def token_text(token: Token) -> str:
    """Tell a token in one clause."""
    inner = inner_of(token)
    if inner is not None:
        return _mechanism_text(inner)
    if isinstance(token, SpnegoReply) and token.state:
        return f"Negotiate: {_state(token)}"
    return "Negotiate"


def token_facts(token: Token | None) -> Facts:
    """Give all that a token says, by names; values may be empty."""
    match token:
        case None:
            return ()
        case SpnegoOffer(mechanisms=mechanisms, inner=inner):
            return ((_("Negotiate offers"), ", ".join(mechanisms)), *_facts(inner))
        case SpnegoReply(mechanism=mechanism, inner=inner):
            return (
                ("Negotiate", _state(token)),
                (_("Negotiate chose"), mechanism),
                *_facts(inner),
            )
        case _:
            return _facts(token)


def _mechanism_text(token: MechanismToken) -> str:
    match token:
        case NtlmNegotiate():
            return _("asks for NTLM's challenge")
        case NtlmChallenge():
            computer = token.dns_computer or token.netbios_computer or token.target
            domain = token.dns_domain or token.netbios_domain
            if computer and domain:
                text = _("NTLM's challenge of {computer} in {domain}")
            elif computer:
                text = _("NTLM's challenge of {computer}")
            else:
                text = _("NTLM's challenge in {domain}") if domain else _("NTLM's challenge")
            return text.format(computer=computer, domain=domain)
        case NtlmAuthenticate(user=user, domain=domain):
            return (
                _("answers NTLM's challenge as {domain}\\{user}").format(domain=domain, user=user)
                if domain
                else (_("answers NTLM's challenge as {user}").format(user=user))
            )
        case KerberosRequest(service=service, realm=realm):
            return _("Kerberos ticket for {service} in {realm}").format(
                service=service, realm=realm
            )
        case KerberosReply():
            return _("the server's own proof (Kerberos)")
        case KerberosError(code=code):
            return _("Kerberos error {code}").format(code=code)
        case Failure(detail=detail):
            return said(detail).rstrip(".")
        case _:
            assert_never(token)


def _facts(token: MechanismToken | None) -> Facts:
    match token:
        case None:
            return ()
        case NtlmNegotiate():
            return ((_("Domain"), token.domain), (_("This PC"), token.workstation))
        case NtlmChallenge():
            return (
                (_("Server's NetBIOS name"), token.netbios_computer),
                (_("Server's DNS name"), token.dns_computer),
                (_("NetBIOS domain"), token.netbios_domain),
                (_("DNS domain"), token.dns_domain),
                (_("Forest"), token.forest),
                (_("Looks the account up in"), _target(token)),
                (_("Server's clock"), _clock(token.time)),
                (_("Windows version"), token.version),
            )
        case NtlmAuthenticate():
            return (
                (_("User"), token.user),
                (_("Domain"), token.domain),
                (_("This PC"), token.workstation),
                (_("NTLM version"), str(token.ntlm_version)),
            )
        case KerberosRequest():
            return (
                (_("Ticket for"), token.service),
                (_("Realm"), token.realm),
                (_("Encrypted with"), token.encryption),
            )
        case KerberosReply():
            return ((_("Server's proof encrypted with"), token.encryption),)
        case KerberosError():
            return (
                (_("Kerberos error"), str(token.code)),
                (_("Ticket for"), token.service),
                (_("Realm"), token.realm),
                (_("Server's clock"), _clock(token.time)),
            )
        case Failure():
            return ((_("Token"), said(token.detail)),)
        case _:
            assert_never(token)


def _state(reply: SpnegoReply) -> str:
    """RFC 4178 4.2.2"""
    return {
        "accept-completed": _("accept completed"),
        "accept-incomplete": _("accept incomplete"),
        "reject": _("reject"),
        "request-mic": _("request mic"),
    }.get(reply.state, reply.state.replace("-", " "))


def _target(token: NtlmChallenge) -> str:
    return f"{token.target} ({token.target_type})" if token.target_type else token.target


def _clock(time: datetime | None) -> str:
    return moment_text(time, seconds=True) if time else ""
