"""The targets of the Makefile: what they start, and what they exit with."""

import os
import platform
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import clean_root
import debian_package
import environment
import frozen
import kerberos
import sbom
import system_packages
import tasks
import vulnerabilities
from checkout import SetupError
from tests.support.fake_programs import FakePrograms


class Lacking:
    """What the system is said to lack."""

    def __init__(self) -> None:
        self.purposes: list[str] = []
        self.for_kerberos = ""
        self.prepared: list[str] = []

    def among(self, *purposes: str) -> Sequence[str]:
        return [purpose for purpose in purposes if purpose in self.purposes]

    def prepare(self, *groups: str) -> None:
        self.prepared.append(" ".join(("packages", *groups)))


@pytest.fixture
def lacking(programs: FakePrograms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lacking:
    """A checkout made ready, whose tools are fakes."""
    lacking = Lacking()
    for name in ("pytest", "ruff", "mypy", "lint-imports", "coverage", "autodiscope", "python"):
        programs.add(name)
    (tmp_path / "app" / "domain").mkdir(parents=True)
    (tmp_path / "app" / "domain" / "address.py").touch()
    monkeypatch.setattr(system_packages, "ensure", lacking.among)
    monkeypatch.setattr(environment, "prepare", lacking.prepare)
    monkeypatch.setattr(kerberos, "why_not", lambda: lacking.for_kerberos)
    monkeypatch.setattr(tasks, "ROOT", tmp_path)
    monkeypatch.setattr(tasks, "UV_LOCK", tmp_path / "uv.lock")
    monkeypatch.setattr(tasks, "program", lambda name: str(programs.folder / name))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    return lacking


def test_the_whole_suite_runs_and_its_coverage_is_held(
    lacking: Lacking, programs: FakePrograms
) -> None:
    status = tasks.main(["test"])

    suite, floor = programs.calls
    assert status == 0
    assert suite.startswith("pytest ")
    assert "not real" not in suite
    assert floor.startswith("coverage report")
    assert floor.endswith("--include=app/domain/* --fail-under=95")


def test_a_failed_test_fails_the_target(lacking: Lacking, programs: FakePrograms) -> None:
    programs.add("pytest", "exit 1")

    assert tasks.main(["test"]) == 1


def test_coverage_below_the_floor_fails_the_target(
    lacking: Lacking, programs: FakePrograms
) -> None:
    programs.add("coverage", "exit 2")

    assert tasks.main(["test"]) == 2


def test_chosen_tests_owe_no_coverage(lacking: Lacking, programs: FakePrograms) -> None:
    assert tasks.main(["test", "-k", "srv"]) == 0
    assert [call.split()[0] for call in programs.calls] == ["pytest"]
    assert programs.calls[0].endswith("-k srv")


def test_without_servers_the_rest_runs_and_the_target_fails(
    lacking: Lacking, programs: FakePrograms
) -> None:
    lacking.purposes = ["tests"]

    assert tasks.main(["test"]) == 1
    assert programs.calls[0].endswith("-m not real")
    assert lacking.prepared == ["packages"]


def test_what_cannot_be_compiled_leaves_the_real_servers_out_and_fails_the_target(
    lacking: Lacking, programs: FakePrograms, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking.for_kerberos = "No compiler."

    assert tasks.main(["test"]) == 1
    assert programs.calls[0].endswith("-m not real")
    assert lacking.prepared == ["packages"]
    assert "No compiler." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("task", "packages"),
    [("test", "packages kerberos"), ("run", "packages"), ("check", "packages")],
)
def test_only_the_tests_want_kerberos(
    lacking: Lacking, monkeypatch: pytest.MonkeyPatch, task: str, packages: str
) -> None:
    monkeypatch.setattr(os, "execv", lambda *_: None)

    tasks.main([task])

    assert lacking.prepared == [packages]


def test_without_libraries_of_qt_the_rest_runs_and_the_target_fails(
    lacking: Lacking, programs: FakePrograms
) -> None:
    lacking.purposes = ["window"]

    assert tasks.main(["test"]) == 1
    assert "--ignore=tests/gui" in programs.calls[0]
    assert "not real" not in programs.calls[0]


def test_pytest_starts_without_qt(tmp_path: Path) -> None:
    # The options are right only if pytest takes the project's own settings with them.
    root = Path(__file__).parents[2]
    (tmp_path / "test_x.py").write_text("def test_x(): pass\n")
    command = [sys.executable, "-m", "pytest", f"--rootdir={root}", "-c", f"{root}/pyproject.toml"]

    result = subprocess.run(
        [*command, "--no-cov", *tasks.leaving_out(["window"]), tmp_path],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert "1 passed" in result.stdout, result.stdout + result.stderr
    assert "PySide6" not in result.stdout


def test_check_runs_every_tool_also_after_a_complaint(
    lacking: Lacking, programs: FakePrograms
) -> None:
    programs.add("ruff", "exit 1")

    assert tasks.main(["check"]) == 1
    assert [call.split()[0] for call in programs.calls] == ["ruff", "ruff", "mypy", "lint-imports"]


def test_the_benchmarks_are_run_by_name_or_all(lacking: Lacking, programs: FakePrograms) -> None:

    assert tasks.main(["bench", "round-trips"]) == 0
    assert programs.calls == ["python -m tests.benchmarks round-trips"]


def test_without_servers_there_is_nothing_to_measure(
    lacking: Lacking, programs: FakePrograms
) -> None:
    lacking.purposes = ["tests"]

    assert tasks.main(["bench"]) == 1
    assert programs.calls == []


def test_the_readers_are_fed_with_the_group_that_it_takes(
    lacking: Lacking, programs: FakePrograms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")

    assert tasks.main(["fuzz", "300", "dns"]) == 0
    assert programs.calls == ["python -m tests.fuzz 300 dns"]
    assert lacking.prepared == ["packages fuzz"]


def test_the_readers_are_not_fed_where_nobody_has_built_the_tool(
    lacking: Lacking, programs: FakePrograms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")

    assert tasks.main(["fuzz"]) == 1
    assert programs.calls == []


@pytest.mark.parametrize("task", ["run", "test", "bench", "check", "lock"])
def test_certificates_come_first_since_nothing_can_be_fetched_without(
    lacking: Lacking, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, task: str
) -> None:
    order: list[str] = []

    def ensure(*purposes: str) -> list[str]:
        order.extend(purposes)
        return []

    (tmp_path / "uv.lock").touch()
    monkeypatch.setattr(system_packages, "ensure", ensure)
    monkeypatch.setattr(environment, "prepare", lambda *_: order.append("packages"))
    monkeypatch.setattr(environment, "run_uv", lambda *_, **__: order.append("packages"))
    monkeypatch.setattr(os, "execv", lambda *_: None)

    tasks.main([task])

    assert order[0] == "fetch"
    assert order[-1] == "packages"


@pytest.mark.parametrize(
    ("missing", "options"), [([], "practice expired"), (["window"], "practice --text expired")]
)
def test_run_becomes_the_program_as_text_where_qt_would_abort(
    lacking: Lacking,
    programs: FakePrograms,
    monkeypatch: pytest.MonkeyPatch,
    missing: list[str],
    options: str,
) -> None:
    lacking.purposes = missing
    become: list[str] = []
    monkeypatch.setattr(os, "execv", lambda _, command: become.extend(command))

    tasks.main(["run", "expired"])

    assert " ".join(become) == f"{programs.folder}/autodiscope {options}"


def test_lock_refuses_a_lock_that_points_at_this_machine(
    lacking: Lacking,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lock = tmp_path / "uv.lock"
    monkeypatch.setattr(
        environment, "run_uv", lambda *_, **__: lock.write_text('url = "file:///x"')
    )

    assert tasks.main(["lock"]) == 1
    assert 'points at this machine: url = "file:///x"' in capsys.readouterr().out


def test_lock_takes_one_that_points_at_pypi(
    lacking: Lacking, programs: FakePrograms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "uv.lock"
    monkeypatch.setattr(environment, "run_uv", lambda *_, **__: lock.write_text('url = "https:"'))

    assert tasks.main(["lock"]) == 0
    # The licences of what is locked go into every package.
    assert programs.calls == ["python packaging/notices.py"]


def test_an_interrupted_target_says_so_by_its_status(
    lacking: Lacking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "prepare", interrupted)

    assert tasks.main(["check"]) == 130


def test_a_terminated_target_takes_back_what_it_must(
    lacking: Lacking, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_back: list[bool] = []
    before = signal.getsignal(signal.SIGTERM)

    def terminated() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            taken_back.append(True)

    monkeypatch.undo()
    monkeypatch.setattr(system_packages, "ensure", lacking.among)
    monkeypatch.setattr(environment, "prepare", terminated)
    try:
        with pytest.raises(SystemExit) as ended:
            tasks.main(["check"])
    finally:
        signal.signal(signal.SIGTERM, before)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)

    assert ended.value.code == 128 + signal.SIGTERM
    assert taken_back


def test_an_older_python_is_told_which_one_is_wanted(tmp_path: Path) -> None:
    bootstrap = Path(__file__).parents[2] / "packaging" / "bootstrap.py"
    as_if_old = f"import sys; sys.version_info = (3, 9); exec(open({str(bootstrap)!r}).read())"

    result = subprocess.run(
        [sys.executable, "-c", as_if_old], capture_output=True, text=True, check=False
    )

    assert result.returncode == 1
    assert "needs Python 3.11 or later" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.fixture
def packaged(
    lacking: Lacking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, str]]:
    """What `make package` makes, in the place of each file its name."""
    made: list[tuple[str, str]] = []
    deb = tmp_path / "autodiscope.deb"
    deb.write_bytes(b"x")

    def note(what: str, path: Path) -> Path:
        made.append((what, " ".join(lacking.prepared)))
        return path

    monkeypatch.setattr(frozen, "freeze", lambda: note("folder", tmp_path))
    monkeypatch.setattr(debian_package, "make_deb", lambda _: note("deb", deb))
    monkeypatch.setattr(sbom, "write_sbom", lambda _: note("bill", tmp_path / "x.json"))
    monkeypatch.setattr(clean_root, "why_not", lambda: "")
    monkeypatch.setattr(clean_root, "try_out", lambda *_: note("tried", deb))
    return made


def test_package_makes_everything_and_tries_it(
    packaged: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert tasks.main(["package"]) == 0
    assert "packaging/publisher.toml takes name" in capsys.readouterr().out
    assert [what for what, _ in packaged] == ["folder", "deb", "bill", "tried"]
    assert packaged[0][1] == "packages package kerberos"


def test_package_without_a_clean_root_says_so(
    packaged: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(clean_root, "why_not", lambda: "That wants root.")

    assert tasks.main(["package"]) == 0
    assert ("tried", "packages package kerberos") not in packaged
    assert "That wants root." in capsys.readouterr().out


def test_package_without_a_compiler_leaves_kerberos_out(
    lacking: Lacking, packaged: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    lacking.for_kerberos = "There is no gcc."

    assert tasks.main(["package", "--no-try"]) == 0
    assert [what for what, _ in packaged] == ["folder", "deb", "bill"]
    assert packaged[0][1] == "packages package"
    assert "without Kerberos" in capsys.readouterr().out


def test_package_fails_where_its_tools_are_missing(
    lacking: Lacking, packaged: list[tuple[str, str]]
) -> None:
    lacking.purposes = ["package"]

    assert tasks.main(["package"]) == 1
    assert packaged == []


def test_a_package_that_does_not_work_fails(
    packaged: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> None:
        raise SetupError("The window stayed grey.")

    monkeypatch.setattr(clean_root, "try_out", fail)

    assert tasks.main(["package"]) == 1
    assert "The window stayed grey." in capsys.readouterr().out


def test_audit_hands_on_what_came_of_it(lacking: Lacking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vulnerabilities, "audit", len)

    assert tasks.main(["audit", "a", "b"]) == 2
