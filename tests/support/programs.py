"""Finds the programs that the tests start, and says which package brings a missing one."""

import os
import shutil
from pathlib import Path
from typing import Final

PACKAGES: Final = {
    "apache2": "apache2",
    "dbus-daemon": "dbus",
    "dbus-send": "dbus",
    "dnsdist": "dnsdist",
    "gnome-keyring-daemon": "gnome-keyring",
    "ip": "iproute2",
    "kadmin.local": "krb5-admin-server",
    "kdb5_util": "krb5-kdc",
    "kinit": "krb5-user",
    "knotd": "knot",
    "krb5kdc": "krb5-kdc",
    "kvno": "krb5-user",
    "ldapsearch": "ldap-utils",
    "ldbadd": "ldb-tools",
    "ldbmodify": "ldb-tools",
    "ldbsearch": "ldb-tools",
    "nft": "nftables",
    "nginx": "nginx",
    "tinyproxy": "tinyproxy-bin",
    "nsenter": "util-linux",
    "openssl": "openssl",
    "samba": "samba-ad-dc",
    "samba-tool": "samba-ad-dc",
    "setpriv": "util-linux",
    "slapadd": "slapd",
    "slapd": "slapd",
    "unshare": "util-linux",
    "winbindd": "winbind",
    "Xvfb": "xvfb",
}
# Debian keeps servers there, and leaves these folders out of an ordinary user's PATH.
_SERVER_FOLDERS: Final = ("/usr/local/sbin", "/usr/sbin", "/sbin")


class MissingProgramError(Exception):
    """A program that the tests rely on is not installed."""


def program(name: str) -> Path:
    """The path of one of PACKAGES' programs."""
    package = PACKAGES[name]
    found = _find(name)
    if found is None:
        raise MissingProgramError(
            f"{name} is not installed: apt-get install --no-install-recommends {package}"
        )
    return Path(found)


def missing_packages() -> list[str]:
    """The packages that would bring what is not installed."""
    return sorted({package for name, package in PACKAGES.items() if _find(name) is None})


def _find(name: str) -> str | None:
    folders = os.pathsep.join((os.environ.get("PATH", os.defpath), *_SERVER_FOLDERS))
    return shutil.which(name, path=folders)
