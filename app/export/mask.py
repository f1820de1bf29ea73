"""Replaces names by others, the same thing by the same word in whatever spelling."""

import html
import ipaddress
import re
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar
from urllib.parse import quote, unquote

import msgspec

from app.domain.address import ascii_host, registrable_domain
from app.domain.events import Recorded, RunStarted
from app.export.texts import with_texts

T = TypeVar("T")

# What a label says of nobody; and words that would spoil a report where they are taken out of it.
COMMON: Final = frozenset(
    """
    autodiscover mail www owa webmail smtp imap pop pop3 outlook exchange exchangelabs
    legacy remote ews oab wpad ldap ldaps gc dc cas mbx hub autodiscover-s localhost local
    internal lan corp intern home test admin info office support sales post user users group
    none direct yes no http https server host domain microsoft windows com net org example
    invalid default first site name default-first-site-name certificate anonymous basic ntlm
    negotiate
    """.split()  # noqa: SIM905 - a list of words reads better as a text.
)
_SHORTEST: Final = 3
_KNOWN: Final = {
    *("microsoft.com", "outlook.com", "office365.com", "office.com", "live.com", "hotmail.com"),
    *("microsoftonline.com", "windows.net", "windowsupdate.com", "w3.org", "msft.net"),
}
"""Domains that say nothing of whose mailbox it is."""
_KEPT_ENDINGS: Final = {"local", "lan", "internal", "corp", "home", "intern", "test", "invalid"}

MAIL = r"[\w.+-]+(?:@|%40)[\w%-]+(?:\.[\w%-]+)*"
_DN = r"/o=[^\"<>\r\n]{1,400}"
_DIGEST = r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])"
URL = re.compile(r"\w+://(?:[^\s/@\"<>]*@)?(\[[0-9a-f:.]+\]|[^\s/:?#\"<>@]+)", re.IGNORECASE)
_IS_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?", re.UNICODE)


class Mask:
    """Replaces what it has collected; the same thing by the same name, in whatever spelling."""

    def __init__(self) -> None:
        self._stands_for: dict[str, dict[str, str]] = {}
        self._words: dict[str, dict[str, str]] = {"name": {}, "label": {}, "ip": {}}
        self._domains: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None

    def of(self, value: T) -> T:
        """Give a value, however deep, without what was collected."""
        return with_texts(_without_file_names(value), self.text, self.octets)

    def text(self, text: str) -> str:
        if self._pattern is None:
            self._pattern = self._whole_pattern()
        return self._pattern.sub(self._replaced, text)

    def octets(self, octets: bytes) -> bytes:
        """Give a body; what cannot be read as text cannot be vouched for, certificates included."""
        try:
            text = octets.decode()
        except UnicodeDecodeError:
            return b""
        return b"" if "\x00" in text else self.text(text).encode()

    # --- what is collected -----------------------------------------------------------------

    def add_host(self, text: str) -> None:
        """Take a host, an IP address, an e-mail address or a URL, whichever it is."""
        text = text.strip()
        for part in (*re.findall(MAIL, text), *URL.findall(text)):
            if "://" not in part and part != text:
                self.add_host(part)
        place, _, domain = text.rpartition("@")
        if place and domain:
            self.add_host(domain)
            self._add_word("label", place, self._numbered("user", f"{place}@{domain}".casefold()))
            return
        if self._add_ip(text.strip("[]")):
            return
        name, _, port = text.rpartition(":")
        host = (name if name and port.isdigit() else text).removeprefix("*.").rstrip(".")
        if self._add_ip(host.strip("[]")) or not _IS_HOST.fullmatch(host):
            return
        if "." in host:
            self._add_domain(ascii_host(host) or host.casefold())
        else:
            self.add_label(host)

    def add_label(self, text: str) -> None:
        """Take a short name: of a computer, an AD site, a NetBIOS domain."""
        word = text.strip().casefold()
        if word and word not in COMMON and not word.startswith("_"):
            known = next((f"domain{n}" for n in self._owners(word)), "")
            self._add_word("label", word, known or self._numbered("host", word))

    def add_user(self, text: str) -> None:
        r"""Take DOMAIN\user or user@domain."""
        domain, separator, user = text.rpartition("\\")
        if "@" in text:
            self.add_host(text)
        elif text:
            if separator:
                self.add_label(domain)
            self._add_word("label", user, self._numbered("user", user.casefold()))

    def add_name(self, text: str) -> None:
        """Take the name of a person or an organisation."""
        self._add_word("name", text.strip(), self._numbered("Name ", text.strip().casefold()))

    def _owners(self, word: str) -> Iterator[int]:
        for number, domain in enumerate(self._domains, start=1):
            if domain.split(".", maxsplit=1)[0] == word:
                yield number

    def _add_domain(self, host: str) -> None:
        domain = registrable_domain(host)
        if domain in _KNOWN:
            return
        if domain not in self._domains:
            ending = domain.rpartition(".")[2]
            kept = ending if ending in _KEPT_ENDINGS else "example"
            self._domains[domain] = f"domain{len(self._domains) + 1}.{kept}"
            label = domain.split(".", maxsplit=1)[0]
            self._add_word("label", label, self._domains[domain].split(".", maxsplit=1)[0])
        for label in host.removesuffix(domain).strip(".").split("."):
            self.add_label(label)

    def _add_ip(self, text: str) -> bool:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return False
        if not (address.is_loopback or address.is_unspecified):
            inside = address.is_private
            bases = ("10.0.0.0", "198.18.0.0") if address.version == 4 else ("fd00::", "2001:db8::")
            kind = bases[0 if inside else 1]
            numbers = self._stands_for.setdefault(kind, {})
            other = ipaddress.ip_address(kind) + len(numbers) + 1
            found = numbers.setdefault(str(address), str(other))
            self._words["ip"].setdefault(text.casefold(), found)
        return True

    def _add_word(self, kind: str, word: str, other: str) -> None:
        key = word.casefold()
        if len(key) >= _SHORTEST and key not in COMMON and not key.isdigit():
            self._words[kind].setdefault(key, other)
            self._pattern = None

    def _numbered(self, kind: str, key: str) -> str:
        numbers = self._stands_for.setdefault(kind, {})
        return numbers.setdefault(key, f"{kind}{len(numbers) + 1}")

    # --- how it is replaced ----------------------------------------------------------------

    def _whole_pattern(self) -> re.Pattern[str]:
        dot = r"(?:\.|%2e)"
        spelt = {form for domain in self._domains for form in _forms(domain)}
        domains = sorted(spelt, key=len, reverse=True)
        hosts = "|".join(re.escape(one).replace(r"\.", dot) for one in domains)
        parts = [f"(?P<dn>{_DN})", f"(?P<mail>{MAIL})", f"(?P<digest>{_DIGEST})"]
        # Who goes by the first name alone has it in the address, too: that one counts.
        if names := self._words["name"].keys() - self._words["label"].keys():
            parts.append(f"(?P<name>{_alone(_spelt(names))})")
        if hosts:
            parts.append(rf"(?P<host>(?:[\w-]+{dot})*(?:{hosts})(?![a-z0-9-]))")
        if self._words["ip"]:
            parts.append(rf"(?P<ip>(?<![0-9a-f.:])(?:{_either(self._words['ip'])})(?![0-9a-f]))")
        if self._words["label"]:
            parts.append(f"(?P<label>{_alone(_either(self._words['label']))})")
        return re.compile("|".join(parts), re.IGNORECASE)

    def _replaced(self, found: re.Match[str]) -> str:
        text = found[0]
        match found.lastgroup:
            case "dn":
                return f"/o=organisation1/cn={self._numbered('entry', text.casefold().strip())}"
            case "mail":
                return self._mail(text)
            case "digest":
                digests = self._stands_for.setdefault("digest", {})
                return digests.setdefault(text.casefold(), f"{len(digests) + 1:064x}")
            case "host":
                return self._host(text)
            case "name":
                plain = html.unescape(unquote(text)).casefold()
                return self._words["name"].get(plain, "Name")
            case kind:
                return self._words[str(kind)].get(text.casefold(), "masked")

    def _mail(self, text: str) -> str:
        place, sign, domain = re.split("(@|%40)", text, maxsplit=1, flags=re.IGNORECASE)
        whole = f"{place}@{ascii_host(domain) or domain}".casefold()
        return f"{self._numbered('user', whole)}{sign}{self._host(domain, is_mail=True)}"

    def _host(self, text: str, *, is_mail: bool = False) -> str:
        host = unquote(text).casefold()
        host = ascii_host(host) or host
        domain = registrable_domain(host)
        if domain not in self._domains:
            # A name that was met in a text only, behind an @ or as a part of a longer one.
            inner = next((one for one in self._domains if host.endswith(one)), "")
            if not inner:
                return "elsewhere.example" if is_mail else text
            domain = inner
        before = host.removesuffix(domain).strip(".")
        labels = [self._label(label) for label in before.split(".") if label]
        return ".".join((*labels, self._domains[domain]))

    def _label(self, label: str) -> str:
        if label in COMMON or label.startswith("_"):
            return label
        return self._words["label"].get(label) or self._numbered("host", label)


def _forms(domain: str) -> tuple[str, ...]:
    """Give a domain as DNS, as people and as URLs write it."""
    try:
        shown = domain.encode("ascii").decode("idna")
    except UnicodeError:
        return (domain,)
    return domain, shown, quote(shown), html.escape(shown)


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _spelt(words: Iterable[str]) -> str:
    """Give names as they stand in texts, in XML and in URLs."""
    forms = {form for word in words for form in (word, html.escape(word), quote(word))}
    return _either(forms)


def _alone(pattern: str) -> str:
    return rf"(?<![^\W_])(?:{pattern})(?![^\W_])"


def _without_file_names(value: T) -> T:
    """Leave out the names of files that a person chose: they may say anything."""
    if not isinstance(value, Recorded) or not isinstance(value.event, RunStarted):
        return value
    event = value.event
    if event.continues:
        event = msgspec.structs.replace(
            event, continues=msgspec.structs.replace(event.continues, log="")
        )
    if event.conditions:
        files = tuple("masked.pem" for _ in event.conditions.trust_files)
        event = msgspec.structs.replace(
            event, conditions=msgspec.structs.replace(event.conditions, trust_files=files)
        )
    masked: T = msgspec.structs.replace(value, event=event)
    return masked
