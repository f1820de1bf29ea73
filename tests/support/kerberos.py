"""Gets Kerberos tickets from a domain controller, and spoils them: too old, or of a wrong clock.

A client in this process finds them through two variables of the environment:

    for name, value in environment(controller.kerberos, cache).items():
        monkeypatch.setenv(name, value)

A ticket that has run out, and a clock that is wrong, are written into the client's ticket cache
(`expired`, `with_wrong_clock`): the library looks there to learn both, so it behaves as it would
hours later, or with such a clock, and the server's refusal is the server's own. What cannot be had
so is a client that sends a ticket which it holds to be good and the server holds to be too old.
"""

import subprocess
from pathlib import Path
from typing import Final

from tests.support import forest, ticket_cache
from tests.support.forest import User
from tests.support.programs import program

_LIMIT: Final = 15.0

# No DNS: what is looked up there is our own client's business.
_CONFIGURATION: Final = """\
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
  {domain} = {realm}
"""


class RefusedError(Exception):
    """The domain controller gave no ticket; the message is kinit's."""


def configuration(address: str) -> str:
    """A krb5.conf that knows the controller at `address`."""
    return _CONFIGURATION.format(realm=forest.REALM, domain=forest.DOMAIN, address=address)


def environment(krb5_conf: Path, cache: Path) -> dict[str, str]:
    """Where a client finds the realm and its tickets, and nobody else's."""
    return {
        "KRB5_CONFIG": str(krb5_conf),
        "KRB5CCNAME": f"FILE:{cache}",
        # Neither the machine's own keys nor those of another server.
        "KRB5_KTNAME": f"FILE:{cache}.no-keytab",
        "KRB5_CLIENT_KTNAME": f"FILE:{cache}.no-keytab",
    }


def sign_in(krb5_conf: Path, user: User, cache: Path, *, password: str | None = None) -> Path:
    """Get the ticket that gets all others, as at a logon to Windows, into the file `cache`."""
    _run(
        "kinit",
        f"{user.account}@{forest.REALM}",
        krb5_conf=krb5_conf,
        cache=cache,
        given=user.person.password if password is None else password,
    )
    return cache


def fetch(krb5_conf: Path, cache: Path, service: str) -> None:
    """Get a ticket for `service` (ldap/HOST, HTTP/HOST) beforehand."""
    _run("kvno", service, krb5_conf=krb5_conf, cache=cache)


def expired(cache: Path) -> Path:
    """The tickets of `cache`, twelve hours later."""
    return _rewritten(cache, ticket_cache.aged(cache.read_bytes(), 12 * 60 * 60))


def with_wrong_clock(cache: Path, seconds: int) -> Path:
    """The tickets of `cache` for a client whose clock is fast (slow if negative).

    A domain controller bears five minutes; each ticket that is wanted must be there beforehand
    (`fetch`) if it is another server that shall complain.
    """
    return _rewritten(cache, ticket_cache.with_clock(cache.read_bytes(), seconds))


def _rewritten(cache: Path, content: bytes) -> Path:
    changed = cache.with_name(f"{cache.name}-changed")
    changed.touch(mode=0o600)
    changed.write_bytes(content)
    return changed


def _run(name: str, argument: str, *, krb5_conf: Path, cache: Path, given: str = "") -> None:
    done = subprocess.run(
        [program(name), argument],
        input=f"{given}\n",
        env=environment(krb5_conf, cache),
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT,
    )
    if done.returncode:
        # What must be done about it (a new password) is said to whoever sits there.
        raise RefusedError(f"{done.stdout}{done.stderr}")
