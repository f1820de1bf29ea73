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

from tests.support import addresses, contoso, daemons, forest
from tests.support.certificates import Presented
from tests.support.contoso import AUTODISCOVER_PATH
from tests.support.daemons import Daemon
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


class RequestLog:
    """The requests since this object was made."""

    def __init__(self, server: WebServer) -> None:
        """Begin behind what `server` has answered so far."""
        self._file = server.folder / "access.log"
        mark = f"/mark-{next(_MARKS)}"
        self._begin = 0
        self._ask_for(mark)
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
    def _ask_for(path: str) -> None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        tls.check_hostname = False
        tls.verify_mode = ssl.CERT_NONE
        with (
            socket.create_connection((addresses.EXCHANGE, 443), timeout=_LIMIT) as plain,
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
    (folder / "run").mkdir()
    shutil.chown(folder / "run", _ACCOUNT)
    certificates, key = identity.save(folder, "web")
    configuration = folder / "httpd.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            folder=folder,
            host=forest.EXCHANGE,
            address=addresses.EXCHANGE,
            account=_ACCOUNT,
            certificates=certificates,
            key=key,
            modules="\n".join(
                f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in _LOADED
            ),
            pages="\n".join(_pages(folder / "pages")),
        ),
        encoding="ascii",
    )
    with daemons.running(
        [program("apache2"), "-f", configuration, "-DFOREGROUND", "-E", "/dev/stderr"],
        log_file=log_file,
        ready=lambda: daemons.accepts(addresses.EXCHANGE, 443),
        environment={
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "KRB5_CONFIG": str(controller.kerberos),
            "KRB5_KTNAME": str(controller.exchange_keytab),
            # As a member of the domain would introduce itself in NTLM.
            "NETBIOS_COMPUTER_NAME": "EX06",
            "NETBIOS_DOMAIN_NAME": forest.NETBIOS,
        },
    ) as daemon:
        yield WebServer(daemon=daemon, folder=folder)


def _let_in(controller: Controller) -> None:
    """Let the web server's account use the domain's keys, and ask winbind about NTLM."""
    shutil.chown(controller.exchange_keytab, _ACCOUNT)
    for folder in (controller.folder, controller.folder / "state"):
        folder.chmod(0o755)
    shutil.chown(controller.privileged_pipe.parent, group=_ACCOUNT)


def _pages(folder: Path) -> Iterator[str]:
    folder.mkdir()
    answer = settings(forest.EXCHANGE, f"ann@{contoso.DOMAIN}")
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
