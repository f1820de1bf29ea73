"""The environments of the benchmarks' peers: as their lists say, or a reason."""

from pathlib import Path

import pytest

import environment
import peers
from tests.support.fake_programs import FakePrograms

A_GOOD_UV = """
case "$1" in
--version) echo "uv 0.9.2 (abc 2026-01-01)" ;;
venv) mkdir() { /bin/mkdir "$@"; }; mkdir -p "$4/bin"; echo > "$4/bin/python" ;;
esac
"""


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "other-1.0.txt").write_text("other==1.0 --hash=sha256:00\n")
    monkeypatch.setattr(peers, "LISTS", folder)
    monkeypatch.setattr(peers, "ENVIRONMENTS", tmp_path / "made")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    return folder


def test_a_peer_is_installed_as_its_list_says_and_by_hash(
    lists: Path, programs: FakePrograms, capsys: pytest.CaptureFixture[str]
) -> None:
    programs.add("uv", A_GOOD_UV)

    assert peers.main(["other-1.0"]) == 0

    python = lists.parent / "made" / "other-1.0" / "bin" / "python"
    assert capsys.readouterr().out == f"{python}\n"
    assert [one for one in programs.calls if one != "uv --version"] == [
        f"uv venv --quiet --clear {python.parent.parent}",
        (
            "uv pip sync --quiet --require-hashes --compile-bytecode"
            f" --python {python} {lists / 'other-1.0.txt'}"
        ),
    ]


def test_it_is_installed_again_when_its_list_has_changed_and_only_then(
    lists: Path, programs: FakePrograms
) -> None:
    programs.add("uv", A_GOOD_UV)
    peers.prepare("other-1.0")
    once = programs.calls

    peers.prepare("other-1.0")
    assert programs.calls == once
    (lists / "other-1.0.txt").write_text("other==1.0.1 --hash=sha256:00\n")
    peers.prepare("other-1.0")

    assert len(programs.calls) == 2 * len(once)


def test_what_cannot_be_installed_is_said_and_is_tried_again(
    lists: Path, programs: FakePrograms, capsys: pytest.CaptureFixture[str]
) -> None:
    programs.add("uv", A_GOOD_UV.replace("esac", "pip) exit 2 ;;\nesac"))

    assert peers.main(["other-1.0"]) == 1
    assert capsys.readouterr().err == "uv pip failed (exit status 2).\n"
    programs.add("uv", A_GOOD_UV)
    assert peers.main(["other-1.0"]) == 0


def test_every_list_has_a_hash_for_each_package() -> None:
    for name in peers.names():
        listed = (peers.LISTS / f"{name}.txt").read_text()
        packages = [line for line in listed.splitlines() if "==" in line]

        assert name.replace("-", "==") in {line.split(" ")[0] for line in packages}
        assert all(line.endswith("\\") for line in packages), name
        assert "file:" not in listed
