"""What a Linux PC says of its domain in the files that joining leaves behind."""

import configparser
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.domain.machine import YES, Fact, FactName
from app.machine.environment import proxies_inquiry
from app.machine.platform import Inquiry, NotToldError, Told

LARGEST_FILE = 1 << 18
LONGEST_COMPLAINT = 300
"""Characters of what the parser says of a file."""

SSSD = "/etc/sssd/sssd.conf"
SAMBA = "/etc/samba/smb.conf"
KERBEROS = "/etc/krb5.conf"


Sections = configparser.ConfigParser
Reader = Callable[[Sections], tuple[Fact, ...]]


class Linux:
    """Reads what may be read. No file is proof: a PC can be joined by other means, too."""

    def __init__(self, root: Path = Path("/")) -> None:
        """Look for the files below another root in tests."""
        self._root = root

    def inquiries(self, office: str) -> tuple[Inquiry, ...]:  # noqa: ARG002 - there is no registry
        """Give one for each file; the one that says most comes first."""
        readers = ((SSSD, of_sssd), (SAMBA, of_samba), (KERBEROS, of_kerberos))
        files = tuple(
            Inquiry(origin=path, ask=partial(self._read, path, reader)) for path, reader in readers
        )
        return (*files, proxies_inquiry())

    def _read(self, path: str, reader: Reader) -> Told:
        try:
            with (self._root / path.lstrip("/")).open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
        except FileNotFoundError:
            return Told()
        if len(content) > LARGEST_FILE:
            raise NotToldError(f"{path} is larger than {LARGEST_FILE} bytes, and was not read.")
        return Told(facts=reader(_sections(content, path)))


def of_sssd(sections: Sections) -> tuple[Fact, ...]:
    """Take the first domain that is an Active Directory. sssd.conf(5), sssd-ad(5)"""
    for name in _listed(_text(sections, "sssd", "domains")):
        section = f"domain/{name}"
        if _text(sections, section, "id_provider").lower() != "ad":
            continue
        origin = f"{SSSD} [{section}]"
        domain = _text(sections, section, "ad_domain") or name
        # ad_server: a list of hosts, in which _srv_ stands for asking DNS.
        first = next(iter(_listed(_text(sections, section, "ad_server"))), "_srv_")
        controller = "" if first == "_srv_" else first
        site = _text(sections, section, "ad_site")
        return _facts(origin, domain=domain, controller=controller, site=site)
    return ()


def of_samba(sections: Sections) -> tuple[Fact, ...]:
    """Take the realm of a domain member. smb.conf(5)"""
    if _text(sections, "global", "security").lower() != "ads":
        return ()
    return _facts(f"{SAMBA} [global]", domain=_text(sections, "global", "realm"))


def of_kerberos(sections: Sections) -> tuple[Fact, ...]:
    """Take the realm, which for Active Directory is the domain: it says nothing of being joined.

    krb5.conf(5)
    """
    realm = _text(sections, "libdefaults", "default_realm")
    if not realm:
        return ()
    origin = f"{KERBEROS} [libdefaults]"
    return (Fact(name=FactName.DOMAIN, value=realm.lower(), origin=origin),)


def _facts(origin: str, *, domain: str, controller: str = "", site: str = "") -> tuple[Fact, ...]:
    found = (
        (FactName.JOINED, YES),
        (FactName.DOMAIN, domain.lower()),
        (FactName.CONTROLLER, controller.lower()),
        (FactName.SITE, site),
    )
    return tuple(Fact(name=name, value=value, origin=origin) for name, value in found if value)


def _text(sections: Sections, section: str, option: str, absent: str = "") -> str:
    # An option may stand there without a value.
    return sections.get(section, option, fallback=absent) or ""


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _sections(content: bytes, path: str) -> Sections:
    sections = Sections(
        delimiters=("=",),
        comment_prefixes=("#", ";"),
        allow_no_value=True,
        strict=False,
        interpolation=None,
        # None of these files has a section whose values hold for all others.
        default_section="",
    )
    # An indented line would go on with the line before it; in these files it is one of its own.
    lines = (line.strip() for line in content.decode("utf-8", "replace").splitlines())
    try:
        # krb5.conf may include others before its first section.
        sections.read_string("\n".join(("[before]", *lines)), path)
    except configparser.Error as error:
        # It names every line that it does not understand, each on a line of its own.
        said = " ".join(error.message.split())[:LONGEST_COMPLAINT]
        raise NotToldError(f"{path} cannot be understood: {said}") from error
    return sections
