"""The mailbox that a run is about, checked at the door."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Self

import idna
from msgspec import Struct
from publicsuffixlist import PSLFILE, PublicSuffixList

_UNSEEN = {"Cc", "Cf", "Cs", "Cn"}
"""Controls and what is no character at all; XML could not carry some of them."""

LONGEST_ADDRESS = 254
"""RFC 5321 4.5.3.1.3: a path has at most 256 octets, its two brackets included."""

MOST_ENDINGS: Final = 256
"""Top-level domains whose rules are kept at the same time."""


class WrongAddressError(ValueError):
    """The text is no address that Autodiscover may be asked about; the message says why."""


class EmailAddress(Struct, frozen=True, kw_only=True):
    """An address whose domain is a registered name, in A-labels and lower case."""

    local: str
    domain: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed or a server sent.

        Raises WrongAddressError with one line that says what to do.
        """
        text = text.strip()
        if not text:
            raise WrongAddressError("Type an e-mail address, such as ann@contoso.com.")
        if len(text) > LONGEST_ADDRESS:
            raise WrongAddressError(
                f"An e-mail address has at most {LONGEST_ADDRESS} characters; this has {len(text)}."
            )
        if any(mark.isspace() or unicodedata.category(mark) in _UNSEEN for mark in text):
            raise WrongAddressError("An e-mail address has no spaces or control characters in it.")
        # The domain is what follows the last @. [SEED], protocol.md 0
        local, at, domain = text.rpartition("@")
        if not at or not local or not domain:
            raise WrongAddressError(
                f"{text!r} is no e-mail address: it wants one @ with a name before it."
            )
        return cls(local=local, domain=checked_domain(domain))

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


def checked_domain(text: str) -> str:
    """Give the domain in A-labels, or raise WrongAddressError.

    A public suffix, a single label or an IP address is refused: a password sent to
    autodiscover.<tld> is given away. [GUARDICORE], protocol.md 8.1, 8.2 rule 1
    """
    domain = _a_labels(text.rstrip("."))
    if text.startswith("[") or _is_ip(domain) or _ends_in_a_number(domain):
        raise WrongAddressError(f"{text} is an IP address; Autodiscover needs a domain name.")
    if not domain or not all(_is_label(label) for label in domain.split(".")):
        raise WrongAddressError(f"{text} is no domain name.")
    if "." not in domain:
        raise WrongAddressError(
            f"{text} is a single label; Autodiscover needs a domain such as contoso.com."
        )
    if _suffixes(_top_level(domain), only_icann=True).is_public(domain):
        raise WrongAddressError(
            f"{text} is a public suffix, which belongs to nobody; is a part of the address missing?"
        )
    return domain


def registrable_domain(host: str) -> str:
    """Give the part of the host name that somebody registered, or the host where there is none."""
    host = host.rstrip(".").lower()
    if _is_ip(host):
        return host
    return _suffixes(_top_level(host), only_icann=False).privatesuffix(host) or host


def ascii_host(host: str) -> str:
    """Give a host in A-labels, lower case; empty where IDNA refuses it."""
    return _a_labels(host)


def same_organisation(first: str, second: str) -> bool:
    """Tell whether two host names lie below one registered domain."""
    return registrable_domain(first) == registrable_domain(second)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def _a_labels(domain: str) -> str:
    """Give the domain as DNS knows it; empty where it cannot be written so."""
    if domain.isascii():
        # Not through IDNA, which refuses the underscore that some inside domains have.
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True, transitional=False).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return ""


def _top_level(domain: str) -> str:
    return domain.rpartition(".")[2]


def _ends_in_a_number(domain: str) -> bool:
    # Resolvers read 127.1 and 0x7f.1 as addresses, and no top-level domain looks so. RFC 3696 2
    last = _top_level(domain)
    return last.isdigit() or last.startswith("0x")


def _is_label(label: str) -> bool:
    # RFC 1123 2.1, and the underscore that some inside domains have.
    return (
        0 < len(label) <= 63
        and all(mark.isalnum() or mark in "-_" for mark in label)
        and not label.startswith("-")
        and not label.endswith("-")
    )


@lru_cache(maxsize=MOST_ENDINGS)
def _suffixes(top_level: str, *, only_icann: bool) -> PublicSuffixList:
    """Give the rules for names below a top-level domain; no other rule can concern them.

    All of the bundled list takes ten times as long to take in, and a run has two or three names.
    """
    endings = {top_level.encode(), _u_label(top_level).encode()}
    # With the lines that say which part of the list they are in.
    wanted = sorted([*_lines(rb"// ===.*"), *(one for each in endings for one in _rules(each))])
    return PublicSuffixList([line.decode() for _, line in wanted], only_icann=only_icann)


def _rules(ending: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the rules with an ending, and where each stands."""
    for at, line in _lines(re.escape(ending) + rb"(?=\s)"):
        above = line[: -len(ending)]
        if not above or (above.endswith(b".") and not re.search(rb"[\s/]", above)):
            yield at, line


def _lines(pattern: bytes) -> Iterator[tuple[int, bytes]]:
    """Give each line of the list from its start to the end of what is looked for in it.

    A pattern that begins with plain letters is found ten times as fast as one for a whole line.
    """
    listed = _listed_suffixes()
    for found in re.finditer(pattern, listed):
        begins = listed.rfind(b"\n", 0, found.start()) + 1
        yield begins, listed[begins : found.end()]


@cache
def _listed_suffixes() -> bytes:
    return Path(PSLFILE).read_bytes()


def _u_label(label: str) -> str:
    """Give a label as the list has it, where IDNA knows it."""
    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        return label
