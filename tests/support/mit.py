"""Runs MIT Kerberos' own KDC for a realm with one user and one web server, in a tenth of a second.

It is no Active Directory: it has no NTLM, locks nobody out, and knows a user by his name in the
realm alone. What holds for both is Kerberos itself.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from tests.support import addresses, daemons
from tests.support.daemons import Daemon, ServerFailedError
from tests.support.programs import program

DOMAIN: Final = "mit.example"
REALM: Final = DOMAIN.upper()
WEB_SERVER: Final = f"www.{DOMAIN}"
USER: Final = "ann"
NETBIOS: Final = "MIT"
_LIMIT: Final = 15.0

_CLIENTS: Final = """\
[libdefaults]
  default_realm = {realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
[realms]
  {realm} = {{
    kdc = {address}
  }}
[domain_realm]
  .{domain} = {realm}
"""
_SERVERS: Final = """\
[kdcdefaults]
  kdc_listen = {address}:88
  kdc_tcp_listen = {address}:88
[realms]
  {realm} = {{
    database_name = {folder}/principals
    key_stash_file = {folder}/stash
    acl_file = {folder}/acl
    supported_enctypes = aes256-cts:normal
    default_principal_flags = +preauth
  }}
[logging]
  kdc = FILE:{folder}/requests.log
"""


class Kdc(msgspec.Struct, frozen=True, kw_only=True):
    """The running KDC."""

    daemon: Daemon
    folder: Path

    @property
    def kerberos(self) -> Path:
        """The krb5.conf of a client."""
        return self.folder / "krb5.conf"

    @property
    def keytab(self) -> Path:
        """The key of the web server."""
        return self.folder / "www.keytab"

    def refusals(self) -> int:
        """How many wrong passwords the KDC has been shown."""
        log = (self.folder / "requests.log").read_text(encoding="utf-8", errors="replace")
        return log.count("PREAUTH_FAILED")


@contextmanager
def running(folder: Path, password: str) -> Iterator[Kdc]:
    """Serve the realm at MIT_KDC inside the block; USER has that password."""
    names = {
        "realm": REALM,
        "domain": DOMAIN,
        "address": addresses.MIT_KDC,
        "folder": str(folder),
    }
    clients, servers = folder / "krb5.conf", folder / "kdc.conf"
    clients.write_text(_CLIENTS.format(**names), encoding="ascii")
    servers.write_text(_SERVERS.format(**names), encoding="ascii")
    environment = {"KRB5_CONFIG": str(clients), "KRB5_KDC_PROFILE": str(servers)}
    _run(environment, "kdb5_util", "create", "-s", "-P", "master", "-r", REALM)
    service = f"HTTP/{WEB_SERVER}"
    for query in (
        f'addprinc -pw "{password}" {USER}',
        f"addprinc -randkey {service}",
        f"ktadd -k {folder / 'www.keytab'} {service}",
    ):
        _run(environment, "kadmin.local", "-r", REALM, "-q", query)
    with daemons.running(
        [program("krb5kdc"), "-n", "-r", REALM],
        log_file=folder / "krb5kdc.log",
        ready=lambda: daemons.accepts(addresses.MIT_KDC, 88),
        environment=environment,
    ) as daemon:
        yield Kdc(daemon=daemon, folder=folder)


def _run(environment: dict[str, str], name: str, *arguments: str) -> None:
    done = subprocess.run(
        [program(name), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT,
    )
    # kadmin.local ends well whatever its query came to.
    if done.returncode or "while" in done.stderr:
        raise ServerFailedError(f"{name} failed:\n{done.stdout}{done.stderr}")
