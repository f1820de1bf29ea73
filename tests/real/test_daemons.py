"""A server that the tests start says why it fails, and never outlives them."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.support import addresses, daemons, slapd
from tests.support.certificates import presented, self_signed
from tests.support.daemons import ServerFailedError
from tests.support.programs import MissingProgramError, program

pytestmark = pytest.mark.real

PATIENT: Final = ("sleep", "600")


def test_a_server_that_ends_at_its_start_shows_its_log(tmp_path: Path) -> None:
    command = ("sh", "-c", "echo no room left; exit 3")

    with (
        pytest.raises(ServerFailedError, match=r"(?s)sh ended at its start.*3.*no room left"),
        daemons.running(command, log_file=tmp_path / "log", ready=lambda: False),
    ):
        pass


def test_a_server_that_is_never_ready_is_given_up(tmp_path: Path) -> None:
    with (
        pytest.raises(ServerFailedError, match=r"sleep was not ready within 0\.01 s"),
        daemons.running(PATIENT, log_file=tmp_path / "log", ready=lambda: False, start_limit=0.01),
    ):
        pass


def test_a_server_that_ends_while_it_is_needed_is_reported(tmp_path: Path) -> None:
    def lose_one() -> None:
        with daemons.running(PATIENT, log_file=tmp_path / "log", ready=lambda: True) as daemon:
            os.kill(daemon.pid, signal.SIGKILL)
            os.waitid(os.P_PID, daemon.pid, os.WEXITED | os.WNOWAIT)

    with pytest.raises(ServerFailedError, match="ended by itself"):
        lose_one()


def test_a_server_is_gone_after_its_block(tmp_path: Path) -> None:
    with daemons.running(PATIENT, log_file=tmp_path / "log", ready=lambda: True) as daemon:
        os.kill(daemon.pid, 0)

    with pytest.raises(ProcessLookupError):
        os.kill(daemon.pid, 0)


def test_a_server_that_does_not_listen_to_reason_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daemons, "STOP_LIMIT", 0.01)
    log = tmp_path / "log"
    deaf = (
        "import signal; signal.signal(15, signal.SIG_IGN); print('up', flush=True); signal.pause()"
    )

    with daemons.running(
        [sys.executable, "-c", deaf], log_file=log, ready=lambda: "up\n" in log.read_text()
    ) as daemon:
        assert daemon.log() == "up\n"

    with pytest.raises(ProcessLookupError):
        os.kill(daemon.pid, 0)


OWNER: Final = """
import signal, sys
from pathlib import Path
from tests.support import daemons
log = Path(sys.argv[1])
with daemons.running(["sh", "-c", "echo up; exec sleep 600"], log_file=log,
                     ready=lambda: "up" in log.read_text()) as daemon:
    print(daemon.pid, flush=True)
    signal.pause()
"""


def test_a_server_dies_with_a_killed_test_process(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path / "log")],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout is not None
        server = os.pidfd_open(int(owner.stdout.readline()))

        owner.kill()
        # The descriptor of a process becomes readable when it has ended.
        ended, _, _ = select.select([server], [], [], 10)

    os.close(server)
    assert ended


def test_nobody_accepts_where_nothing_listens() -> None:
    assert not daemons.accepts(addresses.NOTHING_LISTENS, 443)


def test_a_tree_that_is_no_tree_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(ServerFailedError, match=r"(?s)slapadd refused the tree.*nonsense"),
        slapd.running(
            tmp_path,
            address=addresses.OPEN_DIRECTORY,
            host="dc1.contoso.example",
            identity=presented(self_signed("dc1.contoso.example")),
            tree="dn: CN=x,DC=contoso,DC=example\nobjectClass: nonsense\n",
        ),
    ):
        pass


def test_a_missing_program_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name, path: None)

    with pytest.raises(MissingProgramError, match=r"knotd is not installed: apt-get .* knot$"):
        program("knotd")


def test_programs_are_found_without_the_path_of_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert program("nginx").name == "nginx"
