"""Runs Apache as EX06: Autodiscover behind Negotiate, NTLM and Basic, as IIS offers them.

mod_auth_gssapi accepts with MIT Kerberos and gss-ntlmssp, libraries that our client's NTLM does not
come from. It lacks IIS' Extended Protection: a channel binding is taken and not looked at.
"""

import itertools
import re
import shutil
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from tests.support import addresses, contoso, daemons, forest, mit
from tests.support.certificates import Presented
from tests.support.contoso import AUTODISCOVER_PATH
from tests.support.daemons import Daemon
from tests.support.mit import Kdc
from tests.support.programs import program
from tests.support.samba import Controller
from tests.support.service_files import service_files
from tests.support.sites import SERVICE_PATHS, settings

# The account that Debian gives to web servers: Apache does not serve as root.
_ACCOUNT: Final = "www-data"
_MODULES: Final = Path("/usr/lib/apache2/modules")
_LIMIT: Final = 5.0
_PAUSE: Final = 0.002
_MARKS: Final = itertools.count(1)

# The keytab comes by the environment: as GssapiCredStore it would hinder the acceptor of NTLM.
# NTLM signs in a connection (GssapiConnectionBound), and Kerberos each request.
_CONFIGURATION: Final = """\
ServerRoot "{folder}"
ServerName {host}
PidFile "{folder}/httpd.pid"
Mutex file:{folder}/run default
DefaultRuntimeDir "{folder}/run"
User {account}
Group {account}
{modules}
StartServers 1
ServerLimit 1
ThreadsPerChild 16
MaxRequestWorkers 16
ErrorLog "{folder}/error.log"
LogLevel info auth_gssapi:info
LogFormat "%>s %k %r|%u|%{{GSS_MECH}}e" seen
CustomLog "{folder}/access.log" seen
Listen {address}:443
KeepAlive On
SSLEngine on
SSLCertificateFile "{certificates}"
SSLCertificateKeyFile "{key}"
DocumentRoot "{folder}/pages"
# IIS knows no difference between capitals and small letters.
{pages}
<Directory "{folder}/pages">
  AuthType GSSAPI
  AuthName "{host}"
  GssapiAllowedMech krb5
  GssapiAllowedMech ntlmssp
  GssapiConnectionBound On
  GssapiBasicAuth On
  GssapiBasicAuthMech krb5
  GssapiPublishMech On
  ForceType "text/xml; charset=utf-8"
  Require valid-user
</Directory>
"""

_LOADED: Final = (
    "mpm_event",
    "authn_core",
    "authz_core",
    "authz_user",
    "auth_gssapi",
    "ssl",
    "socache_shmcb",
    "alias",
)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request as Apache saw it: on a connection that had carried `earlier` ones before."""

    status: int
    earlier: int
    line: str
    user: str
    mechanism: str


class WebServer(msgspec.Struct, frozen=True, kw_only=True):
    """The running Apache."""

    daemon: Daemon
    folder: Path
    address: str


class RequestLog:
    """The requests since this object was made."""

    def __init__(self, server: WebServer) -> None:
        """Begin behind what `server` has answered so far."""
        self._file = server.folder / "access.log"
        mark = f"/mark-{next(_MARKS)}"
        self._begin = 0
        self._ask_for(mark, server.address)
        self._begin = self._wait(lambda lines: any(f" {mark} " in line for line in lines))

    def seen(self, count: int) -> list[Request]:
        """The first `count` of them, or an AssertionError if there are not so many.

        A line comes into the log shortly after the answer has gone out.
        """
        self._wait(lambda lines: len(lines) >= count)
        return [_request(line) for line in self._lines()[:count]]

    def _lines(self) -> list[str]:
        return self._file.read_text(encoding="utf-8").splitlines()[self._begin :]

    def _wait(self, enough: Callable[[list[str]], bool]) -> int:
        """How many lines there are, once there are enough."""
        end = time.monotonic() + _LIMIT
        while time.monotonic() < end:
            lines = self._lines()
            if enough(lines):
                return self._begin + len(lines)
            time.sleep(_PAUSE)
        raise AssertionError(f"Apache logged no more than {self._lines()}")

    @staticmethod
    def _ask_for(path: str, address: str) -> None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        tls.check_hostname = False
        tls.verify_mode = ssl.CERT_NONE
        with (
            socket.create_connection((address, 443), timeout=_LIMIT) as plain,
            tls.wrap_socket(plain) as connection,
        ):
            connection.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
            while connection.recv(1024):
                pass


@contextmanager
def running(
    folder: Path, *, log_file: Path, identity: Presented, controller: Controller
) -> Iterator[WebServer]:
    """Serve out of `folder`, which its account must be able to enter, inside the block.

    `controller` checks NTLM through its winbind, and has the keys for Kerberos.
    """
    _let_in(controller)
    environment = {
        "KRB5_CONFIG": str(controller.kerberos),
        "KRB5_KTNAME": str(controller.exchange_keytab),
        # As a member of the domain would introduce itself in NTLM.
        "NETBIOS_COMPUTER_NAME": "EX06",
        "NETBIOS_DOMAIN_NAME": forest.NETBIOS,
    }
    with _serving(
        folder,
        log_file=log_file,
        identity=identity,
        host=forest.EXCHANGE,
        address=addresses.EXCHANGE,
        environment=environment,
    ) as server:
        yield server


@contextmanager
def running_in_realm(
    folder: Path, *, log_file: Path, identity: Presented, kdc: Kdc, password: str
) -> Iterator[WebServer]:
    """Serve as the web server of MIT's realm, whose user NTLM knows out of a file."""
    for file in (kdc.kerberos, kdc.keytab):
        shutil.copy(file, folder)
        shutil.chown(folder / file.name, _ACCOUNT)
    users = folder / "ntlm-users"
    users.write_text(f"{mit.NETBIOS}:{mit.USER}:{password}\n", encoding="utf-8")
    shutil.chown(users, _ACCOUNT)
    environment = {
        "KRB5_CONFIG": str(folder / kdc.kerberos.name),
        "KRB5_KTNAME": str(folder / kdc.keytab.name),
        "NTLM_USER_FILE": str(users),
        "NETBIOS_COMPUTER_NAME": "WWW",
        "NETBIOS_DOMAIN_NAME": mit.NETBIOS,
    }
    with _serving(
        folder,
        log_file=log_file,
        identity=identity,
        host=mit.WEB_SERVER,
        address=addresses.MIT_WEB,
        environment=environment,
    ) as server:
        yield server


@contextmanager
def _serving(
    folder: Path,
    *,
    log_file: Path,
    identity: Presented,
    host: str,
    address: str,
    environment: dict[str, str],
) -> Iterator[WebServer]:
    (folder / "run").mkdir()
    shutil.chown(folder / "run", _ACCOUNT)
    certificates, key = identity.save(folder, "web")
    configuration = folder / "httpd.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            folder=folder,
            host=host,
            address=address,
            account=_ACCOUNT,
            certificates=certificates,
            key=key,
            modules="\n".join(
                f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in _LOADED
            ),
            pages="\n".join(_pages(folder / "pages", host)),
        ),
        encoding="ascii",
    )
    with daemons.running(
        [program("apache2"), "-f", configuration, "-DFOREGROUND", "-E", "/dev/stderr"],
        log_file=log_file,
        ready=lambda: daemons.accepts(address, 443),
        environment={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **environment},
    ) as daemon:
        yield WebServer(daemon=daemon, folder=folder, address=address)


def _let_in(controller: Controller) -> None:
    """Let the web server's account use the domain's keys, and ask winbind about NTLM."""
    shutil.chown(controller.exchange_keytab, _ACCOUNT)
    for folder in (controller.folder, controller.folder / "state"):
        folder.chmod(0o755)
    shutil.chown(controller.privileged_pipe.parent, group=_ACCOUNT)


def _pages(folder: Path, host: str) -> Iterator[str]:
    folder.mkdir()
    answer = settings(host, f"ann@{contoso.DOMAIN}")
    files = {AUTODISCOVER_PATH: answer, **service_files(*SERVICE_PATHS)}
    for number, (path, body) in enumerate(files.items()):
        page = folder / f"page-{number}.xml"
        page.write_bytes(body)
        yield f'AliasMatch "(?i)^{re.escape(path)}$" "{page}"'


def _request(line: str) -> Request:
    # The line of the request is whatever the client sent: it stands between what the server wrote.
    seen = re.fullmatch(r"(\d+) (\d+) (.*)\|([^|]*)\|([^|]*)", line)
    assert seen, line
    status, earlier, request, user, mechanism = seen.groups()
    return Request(
        status=int(status),
        earlier=int(earlier),
        line=request,
        # Apache writes each backslash twice.
        user=user.replace("\\\\", "\\"),
        mechanism=mechanism,
    )
