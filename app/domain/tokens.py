"""What the tokens of a sign-in say: names, times and kinds, and nothing that proves or encrypts."""

from datetime import datetime

from msgspec import Struct

from app.domain.failures import Failure


class NtlmNegotiate(Struct, frozen=True, kw_only=True, tag="ntlm-negotiate"):
    """The client asks for a challenge. [MS-NLMP] 2.2.1.1"""

    domain: str = ""
    workstation: str = ""


class NtlmChallenge(Struct, frozen=True, kw_only=True, tag="ntlm-challenge"):
    """The server introduces itself; its challenge is left out. [MS-NLMP] 2.2.1.2"""

    target: str = ""
    """The name that the account is to be looked for under."""
    target_type: str = ""
    """domain or server; empty where it is not said."""
    netbios_computer: str = ""
    netbios_domain: str = ""
    dns_computer: str = ""
    dns_domain: str = ""
    forest: str = ""
    time: datetime | None = None
    """The server's clock."""
    version: str = ""
    """Of its Windows, as it says."""


class NtlmAuthenticate(Struct, frozen=True, kw_only=True, tag="ntlm-authenticate"):
    """The client answers the challenge; the responses are left out. [MS-NLMP] 2.2.1.3"""

    user: str = ""
    domain: str = ""
    workstation: str = ""
    ntlm_version: int = 2
    """1 or 2, by the length of the response."""


class KerberosRequest(Struct, frozen=True, kw_only=True, tag="kerberos-request"):
    """A ticket is shown (AP-REQ). RFC 4120 5.5.1"""

    service: str
    """The service principal name that the ticket is for, such as HTTP/mail.contoso.com."""
    realm: str
    encryption: str
    """Of the ticket, which is the server's key."""
    mutual: bool = False
    """Whether the server is to prove itself as well."""


class KerberosReply(Struct, frozen=True, kw_only=True, tag="kerberos-reply"):
    """The server proves itself (AP-REP). RFC 4120 5.5.2"""

    encryption: str


class KerberosError(Struct, frozen=True, kw_only=True, tag="kerberos-error"):
    """The server does not take the ticket (KRB-ERROR). RFC 4120 5.9.1"""

    code: int
    service: str = ""
    realm: str = ""
    time: datetime | None = None
    """The server's clock."""


MechanismToken = (
    NtlmNegotiate
    | NtlmChallenge
    | NtlmAuthenticate
    | KerberosRequest
    | KerberosReply
    | KerberosError
    | Failure
)
"""A Failure where the token cannot be read."""


class SpnegoOffer(Struct, frozen=True, kw_only=True, tag="spnego-offer"):
    """The mechanisms that one side can do, best first. RFC 4178 4.2.1"""

    mechanisms: tuple[str, ...]
    inner: MechanismToken | None = None
    """The first token of the first mechanism."""


class SpnegoReply(Struct, frozen=True, kw_only=True, tag="spnego-reply"):
    """The other side's answer. RFC 4178 4.2.2"""

    state: str = ""
    """accept-completed, accept-incomplete, reject or request-mic; empty where it is not said."""
    mechanism: str = ""
    """The one that was chosen; said once."""
    inner: MechanismToken | None = None


Token = SpnegoOffer | SpnegoReply | MechanismToken


def inner_of(token: Token | None) -> MechanismToken | None:
    """Give what Kerberos or NTLM says in a token."""
    return token.inner if isinstance(token, SpnegoOffer | SpnegoReply) else token


def proves(token: Token | None) -> bool:
    """Tell whether a token of the client's proves who it is, so that it can be refused.

    One that cannot be read may; asking for NTLM's challenge does not.
    """
    return not isinstance(inner_of(token), NtlmNegotiate)
