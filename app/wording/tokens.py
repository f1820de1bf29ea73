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

Facts = tuple[tuple[str, str], ...]


def token_text(token: Token) -> str:
    """Tell a token in one clause."""
    inner = inner_of(token)
    if inner is not None:
        return _mechanism_text(inner)
    if isinstance(token, SpnegoReply) and token.state:
        return f"Negotiate: {token.state.replace('-', ' ')}"
    return "Negotiate"


def token_facts(token: Token | None) -> Facts:
    """Give all that a token says, by names; values may be empty."""
    match token:
        case None:
            return ()
        case SpnegoOffer(mechanisms=mechanisms, inner=inner):
            return (("Negotiate offers", ", ".join(mechanisms)), *_facts(inner))
        case SpnegoReply(state=state, mechanism=mechanism, inner=inner):
            return (
                ("Negotiate", state.replace("-", " ")),
                ("Negotiate chose", mechanism),
                *_facts(inner),
            )
        case _:
            return _facts(token)


def _mechanism_text(token: MechanismToken) -> str:
    match token:
        case NtlmNegotiate():
            return "asks for NTLM's challenge"
        case NtlmChallenge():
            computer = token.dns_computer or token.netbios_computer or token.target
            domain = token.dns_domain or token.netbios_domain
            of = f" of {computer}" if computer else ""
            return f"NTLM's challenge{of}{f' in {domain}' if domain else ''}"
        case NtlmAuthenticate(user=user, domain=domain):
            return (
                f"answers NTLM's challenge as {domain}\\{user}"
                if domain
                else (f"answers NTLM's challenge as {user}")
            )
        case KerberosRequest(service=service, realm=realm):
            return f"Kerberos ticket for {service} in {realm}"
        case KerberosReply():
            return "the server's own proof (Kerberos)"
        case KerberosError(code=code):
            return f"Kerberos error {code}"
        case Failure(detail=detail):
            return detail.rstrip(".")
        case _:
            assert_never(token)


def _facts(token: MechanismToken | None) -> Facts:
    match token:
        case None:
            return ()
        case NtlmNegotiate():
            return (("Domain", token.domain), ("This PC", token.workstation))
        case NtlmChallenge():
            return (
                ("Server's NetBIOS name", token.netbios_computer),
                ("Server's DNS name", token.dns_computer),
                ("NetBIOS domain", token.netbios_domain),
                ("DNS domain", token.dns_domain),
                ("Forest", token.forest),
                ("Looks the account up in", _target(token)),
                ("Server's clock", _clock(token.time)),
                ("Windows version", token.version),
            )
        case NtlmAuthenticate():
            return (
                ("User", token.user),
                ("Domain", token.domain),
                ("This PC", token.workstation),
                ("NTLM version", str(token.ntlm_version)),
            )
        case KerberosRequest():
            return (
                ("Ticket for", token.service),
                ("Realm", token.realm),
                ("Encrypted with", token.encryption),
            )
        case KerberosReply():
            return (("Server's proof encrypted with", token.encryption),)
        case KerberosError():
            return (
                ("Kerberos error", str(token.code)),
                ("Ticket for", token.service),
                ("Realm", token.realm),
                ("Server's clock", _clock(token.time)),
            )
        case Failure():
            return (("Token", token.detail),)
        case _:
            assert_never(token)


def _target(token: NtlmChallenge) -> str:
    return f"{token.target} ({token.target_type})" if token.target_type else token.target


def _clock(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC" if time else ""
