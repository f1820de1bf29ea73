"""What an attempt asks: a URL, a name in DNS, a directory, a domain controller."""

from typing import assert_never

from msgspec import Struct


class HttpQuestion(Struct, frozen=True, kw_only=True, tag="http"):
    """One HTTP request to make."""

    method: str
    url: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class DnsQuestion(Struct, frozen=True, kw_only=True, tag="dns"):
    """The SRV records of one name."""

    name: str


class LdapQuestion(Struct, frozen=True, kw_only=True, tag="ldap"):
    """One search of a directory's configuration naming context."""

    url: str
    """ldap://HOST[:PORT] or ldaps://HOST[:PORT]."""
    filter: str
    attributes: tuple[str, ...]


class PingQuestion(Struct, frozen=True, kw_only=True, tag="ping"):
    """A domain controller is asked over UDP who it is, and where it sees this PC."""

    host: str
    domain: str = ""
    """The AD domain that it should serve; empty: its own, whichever that is."""

    @property
    def url(self) -> str:
        """The place that is asked. RFC 1798 calls LDAP over UDP connectionless."""
        return f"cldap://{self.host}"


Question = HttpQuestion | DnsQuestion | LdapQuestion | PingQuestion


def target(question: Question) -> str:
    """Name what was asked, in a few characters."""
    match question:
        case HttpQuestion() | LdapQuestion() | PingQuestion():
            return question.url
        case DnsQuestion():
            return question.name
        case _:
            assert_never(question)
