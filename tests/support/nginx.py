"""Runs nginx with given web sites, on ports 443 and 80 of their addresses."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, assert_never

from tests.support import daemons
from tests.support.contoso import ANN
from tests.support.daemons import Daemon
from tests.support.programs import program
from tests.support.sites import Answer, Page, Redirect, Refusal, Site

# One process and no master: one signal ends it. In a private network everybody is root, and often
# the only user that there is: nginx would give its folders to another one.
_MAIN: Final = """\
user root root;
daemon off;
master_process off;
pid "{folder}/nginx.pid";
error_log stderr info;
events {{ worker_connections 256; }}
http {{
  # Whether somebody signed in, and not by what: a log keeps no password.
  map $http_authorization $signs_in {{ "" false; default true; }}
  log_format seen escape=json
    '{{"server":"$server_addr","port":$server_port,"sni":"$ssl_server_name","host":"$host",'
    '"request":"$request","status":$status,"signs_in":$signs_in}}';
  access_log "{folder}/access.log" seen;
  client_body_temp_path "{folder}/body";
  proxy_temp_path "{folder}/proxy";
  fastcgi_temp_path "{folder}/fastcgi";
  uwsgi_temp_path "{folder}/uwsgi";
  scgi_temp_path "{folder}/scgi";
  types {{ }}
  server_names_hash_bucket_size 128;
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_session_cache off;
{servers}}}
"""


@contextmanager
def running(folder: Path, sites: Iterable[Site]) -> Iterator[Daemon]:
    """Serve `sites` out of `folder` inside the block; TLS refuses a name that no site has."""
    wanted = tuple(sites)
    configuration = folder / "nginx.conf"
    configuration.write_text(_configuration(folder, wanted), encoding="utf-8")
    (folder / "passwords").write_text(
        "".join(
            f"{name}:{{PLAIN}}{ANN.password}\n" for name in (ANN.address, ANN.logon_name, ANN.dn)
        ),
        encoding="utf-8",
    )
    ports = {_endpoint(site) for site in wanted}
    with daemons.running(
        [program("nginx"), "-e", "stderr", "-p", folder, "-c", configuration],
        log_file=folder / "nginx.log",
        ready=lambda: all(daemons.accepts(*each) for each in ports),
    ) as daemon:
        yield daemon


def _configuration(folder: Path, sites: tuple[Site, ...]) -> str:
    servers = [_server(folder, number, site) for number, site in enumerate(sites)]
    # The first server of an address would answer for names that nobody has.
    strict = {_endpoint(site) for site in sites if site.identity} - {
        _endpoint(site) for site in sites if site.for_all
    }
    refusing = [
        _block(
            "server",
            f"listen {_socket(*endpoint)} ssl default_server;",
            "ssl_reject_handshake on;",
            *_protocols(next(site for site in sites if _endpoint(site) == endpoint)),
        )
        for endpoint in sorted(strict)
    ]
    return _MAIN.format(folder=folder, servers="".join([*refusing, *servers]))


def _server(folder: Path, number: int, site: Site) -> str:
    default = " default_server" if site.for_all else ""
    if site.identity is None:
        lines = [f"listen {_socket(*_endpoint(site))}{default};"]
    else:
        certificates, key = site.identity.save(folder, f"site-{number}")
        lines = [
            f"listen {_socket(*_endpoint(site))} ssl{default};",
            *_protocols(site),
            f"ssl_certificate {_quoted(certificates)};",
            f"ssl_certificate_key {_quoted(key)};",
        ]
    names = (*site.hosts, *site.aliases)
    lines.append(f"server_name {' '.join(_quoted(name) for name in names)};")
    if site.sign_in:
        lines.append(f"auth_basic {_quoted(site.hosts[0])};")
        lines.append(f"auth_basic_user_file {_quoted(folder / 'passwords')};")
    for index, (path, answer) in enumerate(site.answers.items()):
        file = folder / f"site-{number}-{index}"
        lines.extend(_locations(_quoted_pattern(path), answer, file))
    lines.append("location / { return 404; }")
    return _block("server", *lines)


def _locations(pattern: str, answer: Answer, file: Path) -> tuple[str, ...]:
    match answer:
        case Page(body=body, content_type=content_type):
            file.write_bytes(body)
            return (
                _block(f"location ~* {pattern}", f"rewrite ^ /{file.name} last;"),
                _block(
                    f"location = /{file.name}",
                    "internal;",
                    f"root {_quoted(file.parent)};",
                    f"default_type {_quoted(content_type)};",
                    # nginx answers POST for a file with 405, and this sends the file after all.
                    f"error_page 405 =200 /{file.name};",
                ),
            )
        case Redirect(location=location, status=status):
            return (_block(f"location ~* {pattern}", f"return {status} {_quoted(location)};"),)
        case Refusal(status=status):
            return (_block(f"location ~* {pattern}", f"return {status};"),)
        case _:
            assert_never(answer)


def _protocols(site: Site) -> tuple[str, ...]:
    return (
        *((f"ssl_protocols {site.protocols};",) if site.protocols else ()),
        *((f"ssl_ciphers {_quoted(site.ciphers)};",) if site.ciphers else ()),
    )


def _endpoint(site: Site) -> tuple[str, int]:
    return site.address, 443 if site.identity else 80


def _socket(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _block(head: str, *lines: str) -> str:
    return "\n".join((f"{head} {{", *lines, "}\n"))


def _quoted(value: str | Path) -> str:
    text = str(value)
    if re.search(r'["\\$\n]', text):
        raise ValueError(f"nginx would read more than text in {text!r}")
    return f'"{text}"'


def _quoted_pattern(path: str) -> str:
    if not re.fullmatch(r"[\w./-]+", path):
        raise ValueError(f"not a plain path: {path!r}")
    return f'"^{path.replace(".", "[.]")}$"'
