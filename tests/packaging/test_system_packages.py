"""System packages: found missing, installed when root, named in one line otherwise."""

import os
import signal
import tomllib
from pathlib import Path

import pytest

import system_packages
from tests.support import programs
from tests.support.fake_programs import FakePrograms


@pytest.fixture
def debian(programs: FakePrograms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePrograms:
    """A Debian on which `installed` is there, and apt-get install makes `wanted` be there too."""
    listing = tmp_path / "list.toml"
    listing.write_text(
        '[window]\npackages = ["installed", "wanted"]\n'
        '[tests]\npackages = ["server"]\n'
        '[tests.services]\nserver = ["serverd", "other"]\nanother = ["anotherd"]\n'
    )
    status = tmp_path / "status"
    status.write_text("installed installed,\n")
    monkeypatch.setattr(system_packages, "LIST", listing)
    monkeypatch.setattr(system_packages, "POLICY", tmp_path / "policy-rc.d")
    programs.add("dpkg-query", f'while read -r line; do echo "$line"; done <"{status}"')
    programs.add(
        "apt-get",
        f'case "$*" in *install*) echo "installed wanted," >>"{status}" ;; esac',
    )
    return programs


def as_user(monkeypatch: pytest.MonkeyPatch, uid: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)


def test_root_gets_what_is_missing_and_nothing_else(
    debian: FakePrograms, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 0)

    lacking = system_packages.ensure("window")

    update, install = [call for call in debian.calls if call.startswith("apt-get")]
    assert lacking == []
    assert update.endswith("update")
    assert install.startswith("apt-get install --yes --no-install-recommends")
    assert install.endswith(" wanted")


def test_apt_is_left_alone_when_nothing_is_missing(
    debian: FakePrograms, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 0)
    system_packages.ensure("window")
    before = [call for call in debian.calls if call.startswith("apt-get")]

    system_packages.ensure("window")

    assert [call for call in debian.calls if call.startswith("apt-get")] == before


def test_an_ordinary_user_gets_the_line_to_run(
    debian: FakePrograms, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    as_user(monkeypatch, 1000)

    lacking = system_packages.ensure("window")

    assert lacking == ["window"]
    assert (
        "su -c 'apt-get update && apt-get install --yes --no-install-recommends wanted'"
        in capsys.readouterr().out
    )
    assert not [call for call in debian.calls if call.startswith("apt-get")]


def test_the_line_says_sudo_where_there_is_one(programs: FakePrograms) -> None:
    programs.add("sudo")

    assert system_packages.command_for(["a", "b"]) == (
        "sudo sh -c 'apt-get update && apt-get install --yes --no-install-recommends a b'"
    )


def test_what_apt_cannot_install_is_still_lacking(
    debian: FakePrograms, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    as_user(monkeypatch, 0)
    debian.add("apt-get", "exit 100")

    lacking = system_packages.ensure("window", "tests")

    assert lacking == ["window", "tests"]
    assert "This failed: apt-get" in capsys.readouterr().out


def test_only_the_purpose_that_lacks_something_is_named(
    debian: FakePrograms, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 0)

    assert system_packages.ensure("window", "tests") == ["tests"]


def test_another_system_than_debian_is_told_what_is_wanted(
    debian: FakePrograms, capsys: pytest.CaptureFixture[str]
) -> None:
    (debian.folder / "dpkg-query").unlink()

    lacking = system_packages.ensure("window")

    assert lacking == []
    assert "installed wanted" in capsys.readouterr().out


def test_a_package_counts_under_the_names_that_it_provides() -> None:
    status = (
        "installed libglib2.0-0t64,libglib2.0-0 (= 2.84.1), libgio-2.0-0\n"
        "config-files slapd,\n"
        "installed knot,\n"
    )

    assert system_packages.installed(status) == {
        "libglib2.0-0t64",
        "libglib2.0-0",
        "libgio-2.0-0",
        "knot",
    }


def test_nothing_may_start_meanwhile_and_everything_afterwards(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"

    with system_packages.daemons_kept_from_starting(policy):
        meanwhile = os.waitstatus_to_exitcode(os.system(str(policy)))  # noqa: S605

    assert meanwhile == 101
    assert not policy.exists()


def test_the_policy_goes_when_the_installation_breaks_off(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"

    with (
        pytest.raises(KeyboardInterrupt),
        system_packages.daemons_kept_from_starting(policy),
    ):
        signal.raise_signal(signal.SIGINT)
    assert not policy.exists()


def test_a_policy_of_the_system_is_left_as_it_is(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 0\n")

    with system_packages.daemons_kept_from_starting(policy):
        meanwhile = policy.read_text()

    assert meanwhile == policy.read_text() == "#!/bin/sh\nexit 0\n"


def test_a_policy_that_a_killed_run_left_is_taken_away(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text(system_packages.OUR_POLICY)

    with system_packages.daemons_kept_from_starting(policy):
        pass

    assert not policy.exists()


def test_new_servers_are_not_started_at_boot(
    debian: FakePrograms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 0)
    debian.add("systemctl")
    monkeypatch.setattr(system_packages, "SYSTEMD", tmp_path)

    system_packages.ensure("tests")

    assert "systemctl --quiet disable serverd other" in debian.calls


def test_servers_that_were_there_before_are_left_alone(
    debian: FakePrograms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 0)
    debian.add("systemctl")
    monkeypatch.setattr(system_packages, "SYSTEMD", tmp_path)

    system_packages.ensure("window")

    assert not [call for call in debian.calls if call.startswith("systemctl")]


def test_every_purpose_of_the_list_names_packages() -> None:
    for purpose in ("fetch", "window", "tests"):
        assert system_packages.listed(purpose)


def test_every_server_of_the_list_comes_with_its_package() -> None:
    every = system_packages.listed("tests")

    assert system_packages.new_services(["samba-ad-dc"], "fetch", "window", "tests") == [
        "samba-ad-dc",
        "smbd",
        "nmbd",
    ]
    with system_packages.LIST.open("rb") as file:
        assert set(tomllib.load(file)["tests"]["services"]) <= set(every)


def test_every_program_that_the_tests_start_comes_with_the_list() -> None:
    # util-linux is part of every Debian.
    wanted = set(programs.PACKAGES.values()) - {"util-linux"}

    assert wanted <= set(system_packages.listed("tests"))
