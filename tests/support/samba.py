"""Runs Samba as the domain controller of `forest`, with everything that a Windows one is asked for.

LDAP and LDAPS (389, 636), CLDAP (UDP 389), Kerberos (88), DNS (53), and winbind for those who must
check NTLM. A domain is made once for all test processes of a run (`made_domain`), in 5 to 20 s;
each process starts its own controllers from a copy of it, in less than a second.

Two faces: one that insists on strong authentication, as a hardened domain controller does (nothing
unsigned on 389, no password in the clear), and a lenient one, which takes whatever it is given.
"""

import fcntl
import functools
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from tests.support import addresses, daemons, forest, kerberos
from tests.support.certificates import Presented
from tests.support.daemons import Daemon, ServerFailedError
from tests.support.directory import ConnectionPoint
from tests.support.forest import User
from tests.support.namespace import Isolated, isolate
from tests.support.programs import program

MAKING_LIMIT: Final = 100.0
START_LIMIT: Final = 30.0

# Samba's and its clients' own folder, compiled into them. Here it is covered by a file system of
# this process alone, which every user can enter, unlike pytest's folders.
_PRIVATE: Final = Path("/run/samba")
_PARTITIONS: Final = "private/sam.ldb.d"
_KEYTAB: Final = "exchange.keytab"
_READY: Final = "ready"

# `strong auth = yes` is Samba's default, and what Microsoft advises (ADV190023).
_CONFIGURATION: Final = """\
[global]
  netbios name = {netbios_name}
  realm = {realm}
  workgroup = {workgroup}
  server role = active directory domain controller
  interfaces = {address}/24
  bind interfaces only = yes
  server services = {services}
  ldap server require strong auth = {strong}
  private dir = {folder}/private
  state directory = {folder}/state
  cache directory = {folder}/cache
  lock directory = {folder}
  pid directory = {folder}/run
  ncalrpc dir = {folder}/ncalrpc
  binddns dir = {folder}/bind-dns
  ntp signd socket directory = {folder}/ntp_signd
  tls certfile = {certificates}
  tls keyfile = {key}
  tls cafile =
  dns forwarder = {forwarder}
  allow dns updates = disabled
  disable netbios = yes
  load printers = no
"""


class Controller(msgspec.Struct, frozen=True, kw_only=True):
    """A running domain controller."""

    daemon: Daemon
    host: str
    address: str
    folder: Path

    @property
    def kerberos(self) -> Path:
        """The krb5.conf of a client of this controller."""
        return self.folder / "krb5.conf"

    @property
    def exchange_keytab(self) -> Path:
        """The keys of the web server EX06."""
        return self.folder / _KEYTAB

    @property
    def privileged_pipe(self) -> Path:
        """Where a server that may check NTLM asks winbind; its folder's group decides who may."""
        return self.folder / "state" / "winbindd_privileged" / "pipe"


def why_not() -> str:
    """What keeps a domain controller from running here; empty if nothing does."""
    # user_namespaces(7): first inside, first outside, how many.
    users = sum(int(line.split()[2]) for line in _uid_map().splitlines())
    return "" if users > 1 else "Samba changes between users, so its tests need root"


def made_domain(shared: Path) -> Path:
    """The domain's files below `shared`, made by whichever test process comes first."""
    folder = shared / "domain"
    with (shared / "domain.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / _READY).exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o755)
            _make(folder)
            (folder / _READY).touch()
    return folder


def folder_of(name: str) -> Path:
    """A new folder that servers without root's rights can enter; in memory, and ours alone."""
    folder = _private_folder() / name
    folder.mkdir(mode=0o755)
    return folder


def bad_passwords(controller: Controller, user: User) -> int:
    """How often the domain has counted a wrong password of `user` since the last right one."""
    told = _run(
        program("ldbsearch"),
        *("-H", controller.folder / "private" / "sam.ldb"),
        f"(sAMAccountName={user.account})",
        "badPwdCount",
    )
    lines = (line.removeprefix("badPwdCount: ") for line in told.splitlines())
    return next((int(line) for line in lines if line.isdigit()), 0)


@contextmanager
def running(
    domain: Path,
    *,
    log_file: Path,
    identity: Presented,
    host: str = forest.CONTROLLER,
    address: str = addresses.DOMAIN_CONTROLLER,
    strong: bool = True,
    winbind: bool = False,
    points: Sequence[ConnectionPoint] = forest.STANDARD,
) -> Iterator[Controller]:
    """Serve a copy of `domain` with the service connection points `points` inside the block.

    Only one controller of a process can have `winbind`.
    """
    folder = folder_of(host.split(".", 1)[0])
    try:
        _run("cp", "--archive", f"{domain}/.", folder)
        configuration = _configure(folder, identity, address, strong=strong, winbind=winbind)
        _fill(folder, configuration, points)
        controller_files = Controller(
            daemon=Daemon(name="samba", pid=0, log_file=log_file),
            host=host,
            address=address,
            folder=folder,
        )
        controller_files.kerberos.write_text(kerberos.configuration(address), encoding="ascii")
        with daemons.running(
            [
                program("samba"),
                *("--foreground", "--no-process-group", "--debug-stdout"),
                *("--model=single", f"--configfile={configuration}"),
            ],
            log_file=log_file,
            ready=lambda: (
                all(daemons.accepts(address, port) for port in (389, 636, 88, 53))
                and (controller_files.privileged_pipe.exists() or not winbind)
            ),
            start_limit=START_LIMIT,
            environment=_environment(),
        ) as daemon:
            yield msgspec.structs.replace(controller_files, daemon=daemon)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(folder: Path) -> None:
    """Provision the domain, and put in what does not depend on a controller."""
    _run(
        program("samba-tool"),
        *("domain", "provision", f"--targetdir={folder}", "--server-role=dc"),
        *(f"--realm={forest.REALM}", f"--domain={forest.NETBIOS}"),
        *(f"--host-name={forest.CONTROLLER_NAME}", f"--host-ip={addresses.DOMAIN_CONTROLLER}"),
        *("--adminpass=Winter!2007 der Verwalter", "--dns-backend=SAMBA_INTERNAL"),
        f"--option=interfaces={addresses.DOMAIN_CONTROLLER}/24",
        "--option=bind interfaces only=yes",
        limit=MAKING_LIMIT,
    )
    configuration = folder / "etc" / "smb.conf"
    _load("ldbadd", folder, configuration, forest.foundation())
    _load("ldbmodify", folder, configuration, forest.changes())
    _load_raw(folder, forest.FOREST, forest.old_password())
    _run(
        program("samba-tool"),
        *("domain", "exportkeytab", folder / _KEYTAB),
        *(f"--principal={forest.EXCHANGE_PRINCIPAL}", f"--configfile={configuration}"),
    )


def _configure(
    folder: Path, identity: Presented, address: str, *, strong: bool, winbind: bool
) -> Path:
    for name in ("cache", "run", "ncalrpc"):
        (folder / name).mkdir(exist_ok=True)
    certificates, key = identity.save(folder, "directory")
    services = ["rpc", "ldap", "cldap", "kdc", "dns", *(["winbindd"] if winbind else [])]
    file = folder / "smb.conf"
    file.write_text(
        _CONFIGURATION.format(
            netbios_name=forest.CONTROLLER_NAME.upper(),
            realm=forest.REALM,
            workgroup=forest.NETBIOS,
            address=address,
            services=", ".join(services),
            strong="yes" if strong else "no",
            folder=folder,
            certificates=certificates,
            key=key,
            forwarder=addresses.NAME_SERVER,
        ),
        encoding="ascii",
    )
    return file


def _fill(folder: Path, configuration: Path, points: Sequence[ConnectionPoint]) -> None:
    if points:
        _load("ldbadd", folder, configuration, forest.points_as_objects(points))
        _load_raw(folder, forest.CONFIGURATION, forest.creation_times(points))


def _load(name: str, folder: Path, configuration: Path, ldif: str) -> None:
    """Add or change objects as the directory itself would, with all that it derives from them."""
    database = folder / "private" / "sam.ldb"
    _run(program(name), f"--configfile={configuration}", "-H", database, given=ldif)


def _load_raw(folder: Path, partition: str, ldif: str) -> None:
    """Change what the directory lets nobody change, below it: the times that it keeps itself."""
    _run(program("ldbmodify"), "-H", folder / _PARTITIONS / f"{partition.upper()}.ldb", given=ldif)


def _run(*command: str | Path, given: str = "", limit: float = START_LIMIT) -> str:
    done = subprocess.run(
        command,
        input=given,
        text=True,
        capture_output=True,
        check=False,
        timeout=limit,
        env=_environment(),
    )
    if done.returncode:
        name = Path(command[0]).name
        raise ServerFailedError(f"{name} failed:\n{(done.stdout + done.stderr)[-4_000:]}")
    return done.stdout


def _environment() -> dict[str, str]:
    # Its tools are Python of the system's own, which must not see ours, nor a client's Kerberos.
    folders = os.environ.get("PATH", os.defpath)
    modules = next(Path("/usr/lib").glob("*/samba/ldb"), None)
    return {
        "PATH": f"/usr/sbin:/usr/bin:/sbin:/bin:{folders}",
        "LC_ALL": "C.UTF-8",
        **({"LDB_MODULES_PATH": str(modules)} if modules else {}),
    }


@functools.cache
def _private_folder() -> Path:
    # Else it would be the machine's own.
    assert isinstance(isolate(), Isolated)
    _PRIVATE.mkdir(mode=0o755, exist_ok=True)
    # This process's children share its mounts; those of other processes do not change.
    _run("mount", "-t", "tmpfs", "-o", "mode=755", "none", _PRIVATE)
    return _PRIVATE


def _uid_map() -> str:
    return Path("/proc/self/uid_map").read_text(encoding="ascii")
