"""The test process is alone in its network, however and by whomever it was started."""

import errno
import itertools
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.support import addresses, namespace
from tests.support.namespace import Isolated, NotIsolated
from tests.support.programs import MissingProgramError, program
from tests.support.requirements import what_is_lacking

pytestmark = pytest.mark.real


def connect(address: str, *, limit: float = 5) -> None:
    socket.create_connection((address, 443), timeout=limit).close()


@pytest.mark.parametrize("address", [addresses.UNREACHABLE, "9.9.9.9", "2001:db8:ffff::1"])
def test_nothing_outside_can_be_reached(address: str) -> None:
    with pytest.raises(OSError, match=r"unreachable|assign requested address") as caught:
        connect(address)

    assert caught.value.errno in {errno.ENETUNREACH, errno.EADDRNOTAVAIL}


def test_where_nothing_listens_a_connection_is_refused() -> None:
    with pytest.raises(ConnectionRefusedError):
        connect(addresses.NOTHING_LISTENS)


def test_a_black_hole_never_answers() -> None:
    with pytest.raises(TimeoutError):
        connect(addresses.BLACK_HOLE, limit=0.05)


@pytest.mark.parametrize("port", [53, 80, 389, 443, 636])
@pytest.mark.parametrize("address", ["127.0.0.1", "192.0.2.200", "10.53.0.200"])
def test_the_well_known_ports_are_free(address: str, port: int) -> None:
    with (
        socket.create_server((address, port)),
        socket.create_connection((address, port), timeout=5) as client,
    ):
        assert client.getpeername() == (address, port)


def test_localhost_is_known() -> None:
    found = socket.getaddrinfo("localhost", 80, type=socket.SOCK_STREAM)

    assert {each[4][0] for each in found} <= {"127.0.0.1", "::1"}


# --- other ways to start ------------------------------------------------------------------------

REPORT: Final = """
import os, socket
from pathlib import Path
print(os.stat("/proc/self/ns/net").st_ino, Path("/etc/hosts").read_text().count("differs"), end=" ")
for address in ("192.0.2.55", "203.0.113.1"):
    try:
        socket.create_connection((address, 443), timeout=5)
    except OSError as error:
        print(type(error).__name__, error.errno, end=" ")
"""
# Both see no more of the file system than they need, so what they import late is imported early.
BEFORE: Final = "import encodings.idna"
# Refused at an address of its own, no way to one outside.
ALONE: Final = "1 ConnectionRefusedError 111 OSError 101"


def run(*command: str) -> str:
    # Without coverage, which could not write its data from in there.
    environment = {name: value for name, value in os.environ.items() if "COV" not in name}
    done = subprocess.run(
        [sys.executable, *command],
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert not done.stderr
    return done.stdout.strip()


def test_a_parallel_process_has_a_network_of_its_own() -> None:
    network, _, state = run(
        "-m", "tests.support.namespace", sys.executable, "-c", REPORT
    ).partition(" ")

    assert state == ALONE
    assert int(network) != Path("/proc/self/ns/net").stat().st_ino


ORDINARY: Final = f"""
{BEFORE}
import ctypes, os
from tests.support import namespace
try:
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
except OSError:
    # An ordinary user started the tests: there is no other user in here, and no need of one.
    pass
# prctl(2), PR_SET_DUMPABLE: /proc/self of whoever changed its user belongs to root.
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
outcome = namespace.isolate()
{REPORT}
print(type(outcome).__name__)
"""


def test_an_ordinary_user_can_have_one_where_the_kernel_lets_him() -> None:
    lets = subprocess.run(
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "unshare", "-Urn", "true"],
        stderr=subprocess.DEVNULL,
        check=False,
        timeout=10,
    )
    outcome = run("-c", ORDINARY).split(" ", 1)[1]

    # Whether he may is the machine's affair; a refusal must not change anything.
    assert outcome == f"{ALONE} {'Isolated' if lets.returncode in {0, 127} else 'NotIsolated'}"


CHROOT: Final = f"""
{BEFORE}
import os, sys
from pathlib import Path
from tests.support import namespace
folder = Path(sys.argv[1])
namespace._unshare(namespace.CLONE_NEWNS)
namespace._make_mounts_private()
for name in ("bin", "sbin", "lib", "lib64", "usr", "proc", "tmp"):
    (folder / name).mkdir()
    namespace._mount(f"/{{name}}", str(folder / name), namespace.MS_BIND | namespace.MS_REC)
# A bare Debian has a resolver's address, and no hosts file.
(folder / "etc").mkdir()
(folder / "etc/resolv.conf").write_text("nameserver 9.9.9.9")
os.chroot(folder)
os.chdir("/tmp")
outcome = namespace.isolate()
{REPORT}
print(type(outcome).__name__, os.getcwd(), Path("/etc/resolv.conf").read_text().split()[1])
"""


def test_it_works_in_a_chroot_too(tmp_path: Path) -> None:
    outcome = run("-c", CHROOT, str(tmp_path)).split(" ", 1)[1]

    assert outcome == f"{ALONE} Isolated /tmp {addresses.NAME_SERVER}"
    # What was mounted there stays in there.
    assert (tmp_path / "etc/resolv.conf").read_text() == "nameserver 9.9.9.9"


# --- step by step -------------------------------------------------------------------------------


def test_an_ordinary_user_becomes_root_of_a_user_namespace(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "getegid", lambda: 100)
    monkeypatch.setattr(namespace, "_unshare", asked.append)
    monkeypatch.setattr(namespace, "_SELF", tmp_path)

    namespace._leave()

    assert asked == [namespace.CLONE_NEWNET | namespace.CLONE_NEWNS | namespace.CLONE_NEWUSER]
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "setgroups": "deny",
        "uid_map": "0 1000 1",
        "gid_map": "0 100 1",
    }


def test_in_a_chroot_the_root_becomes_a_mount_first(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def mount(source: str, target: str, flags: int) -> None:
        if target == "/":
            raise OSError(errno.EINVAL, "not a mount")
        done.append(f"{source} {target} {flags:#x}")

    monkeypatch.setattr(namespace, "_mount", mount)
    monkeypatch.setattr(os, "chroot", lambda path: done.append(f"chroot {path}"))
    monkeypatch.setattr(os, "chdir", lambda path: done.append(f"chdir {path}"))

    namespace._make_mounts_private()

    assert done == [
        "none /proc 0x44000",
        "/ /proc 0x5000",
        "none /proc 0x44000",
        "chroot /proc",
        f"chdir {Path.cwd()}",
    ]


def test_a_file_is_covered_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    covered: list[str] = []

    def mount(source: str, target: str, flags: int) -> None:
        covered.append(Path(source).read_text())
        Path(target).write_text(covered[-1])

    monkeypatch.setattr(namespace, "_mount", mount)
    file = tmp_path / "hosts"

    for text in ("one", "one", "two"):
        namespace._cover(file, text)

    assert covered == ["one", "two"]


# --- where it cannot be -------------------------------------------------------------------------


def refuse(*_: object) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")


@pytest.fixture
def harmless(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Every part of isolating does nothing; a test lets one of them fail."""
    for part in ("_unshare", "_set_up_network", "_make_mounts_private", "_cover"):
        monkeypatch.setattr(namespace, part, lambda *_: None)
    others = map(str, itertools.count())
    monkeypatch.setattr(namespace, "_namespaces", lambda: frozenset({next(others)}))
    return monkeypatch


def test_with_every_part_done_the_process_is_isolated(harmless: pytest.MonkeyPatch) -> None:
    assert namespace.isolate.__wrapped__() == Isolated()


@pytest.mark.parametrize("stays", ["net:[1]", "mnt:[1]"])
def test_nothing_is_set_up_in_the_network_of_the_machine(
    harmless: pytest.MonkeyPatch, stays: str
) -> None:
    seen = iter([frozenset({"net:[1]", "mnt:[1]"}), frozenset({stays, "other:[2]"})])
    harmless.setattr(namespace, "_namespaces", lambda: next(seen))
    done: list[str] = []
    for part in ("_set_up_network", "_make_mounts_private", "_cover"):
        harmless.setattr(namespace, part, lambda *_, part=part: done.append(part))

    outcome = namespace.isolate.__wrapped__()

    assert outcome == NotIsolated(reason="this process did not come into a private network")
    assert not done


def test_a_namespace_is_known_by_its_own_number() -> None:
    own = Path("/proc/thread-self/ns")

    assert namespace._namespaces() == {str((own / kind).readlink()) for kind in ("net", "mnt")}
    assert len(namespace._namespaces()) == 2


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("_unshare", "refuses a private network"),
        ("_set_up_network", "cannot be set up"),
        ("_make_mounts_private", "cannot be set up"),
        ("_cover", "cannot be set up"),
    ],
)
def test_what_the_kernel_refuses_is_said_with_a_way_out(
    harmless: pytest.MonkeyPatch, part: str, said: str
) -> None:
    harmless.setattr(namespace, part, refuse)

    outcome = namespace.isolate.__wrapped__()

    assert isinstance(outcome, NotIsolated)
    assert said in outcome.reason
    assert "Operation not permitted" in outcome.reason
    assert "Run the tests as root" in outcome.reason


def test_without_its_tool_it_says_which_package_to_install(harmless: pytest.MonkeyPatch) -> None:
    def none(name: str) -> Path:
        raise MissingProgramError(f"no {name}")

    harmless.setattr(namespace, "program", none)

    assert namespace.isolate.__wrapped__() == NotIsolated(reason="no ip")


def test_other_systems_have_no_private_networks(harmless: pytest.MonkeyPatch) -> None:
    harmless.setattr(sys, "platform", "win32")

    outcome = namespace.isolate.__wrapped__()

    assert outcome == NotIsolated(reason="private networks need Linux; this is win32")


def test_a_network_that_cannot_be_set_up_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespace, "_NETWORK", "addr add nonsense dev lo\n")

    with pytest.raises(OSError, match="nonsense"):
        namespace._set_up_network(program("ip"))


def test_a_kernel_without_ipv6_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespace, "_NETWORK", "")
    monkeypatch.setattr(namespace, "_NETWORK_6", "addr add nonsense dev lo\n")
    monkeypatch.setattr(Path, "exists", lambda _: False)

    namespace._set_up_network(program("ip"))


def test_another_error_than_that_of_a_chroot_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespace, "_mount", refuse)

    with pytest.raises(PermissionError):
        namespace._make_mounts_private()


def test_a_command_is_not_run_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespace, "isolate", lambda: NotIsolated(reason="not here"))

    with pytest.raises(SystemExit, match="not here"):
        namespace.main(["true"])


def test_missing_packages_are_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name, path: None if "slap" in name else "/bin/true")

    assert what_is_lacking() == (
        "The real servers need: apt-get install --no-install-recommends slapd"
    )


def test_a_refused_network_is_what_is_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tests.support.requirements.isolate", lambda: NotIsolated(reason="no right to")
    )

    assert what_is_lacking() == "The real servers need a private network: no right to"


# --- resolvers that would lead outside ----------------------------------------------------------


def test_no_resolver_service_is_asked(tmp_path: Path) -> None:
    for file in ("etc/nsswitch.conf", "run/nscd/socket"):
        (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / "etc/nsswitch.conf").write_text("passwd: files\nhosts: resolve mdns4 dns\nx: y\n")
    (tmp_path / "run/nscd/socket").touch()

    files = namespace._own_files(tmp_path)

    assert files[tmp_path / "etc/nsswitch.conf"] == "passwd: files\nhosts: files dns\nx: y\n"
    assert files[tmp_path / "run/nscd/socket"] == ""


def test_what_a_system_does_not_have_is_left_away(tmp_path: Path) -> None:
    assert set(namespace._own_files(tmp_path)) == {
        tmp_path / "etc/hosts",
        tmp_path / "etc/resolv.conf",
    }
