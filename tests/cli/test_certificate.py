"""The command `certificate`, from its arguments to the exit status."""

from pathlib import Path

import msgspec
import pytest

from app.cli.commands import Format, LookAtCertificate
from app.cli.parse import parse
from app.cli.terminal import run_command
from app.domain.inspection import InspectionWish
from app.domain.options import RunOptions, WrongUseError
from app.wiring import RealEngine
from tests.support.certificates import leaf, root

ROOT = root("Command Root")
LEAF = leaf(ROOT, "mail.contoso.com")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "root.pem").write_bytes(ROOT.pem)
    (tmp_path / "leaf.pem").write_bytes(LEAF.pem)
    return tmp_path


def run(folder: Path, *further: str, trust: bool = True) -> int:
    trusted = ("--trust-file", str(folder / "root.pem")) if trust else ()
    arguments = ("certificate", str(folder / "leaf.pem"), "--no-system-trust", *trusted, *further)
    command = parse(arguments)
    assert isinstance(command, LookAtCertificate)
    return run_command(command, RealEngine(pytest.fail, keeps_logs=False))


def test_its_arguments_are_a_target_a_name_and_the_options_of_the_network() -> None:
    command = parse(
        ["certificate", "mail.contoso.com:444", "--name", "x.contoso.com", "--at", "2007-06-01",
         "--format", "json", "--pem", "chain.pem", "--connect", "a:1=127.0.0.1:2"]
    )  # fmt: skip

    assert command == LookAtCertificate(
        wish=InspectionWish(target="mail.contoso.com:444", name="x.contoso.com"),
        options=RunOptions(at="2007-06-01", connects=("a:1=127.0.0.1:2",)),
        format=Format.JSON,
        pem=Path("chain.pem"),
    )


@pytest.mark.parametrize("arguments", [["certificate"], ["certificate", "x", "--format", "jsonl"]])
def test_what_makes_no_sense_is_wrong_use(arguments: list[str]) -> None:
    with pytest.raises(WrongUseError, match="certificate"):
        parse(arguments)


def test_an_accepted_certificate_ends_with_status_0(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder) == 0
    assert capsys.readouterr().out.startswith("[ok] ")


def test_another_one_ends_with_status_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, trust=False) == 1
    assert run(folder, "--name", "www.contoso.com") == 1
    assert "[X ] " in capsys.readouterr().out


def test_json_goes_to_standard_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--format", "json") == 0

    out, err = capsys.readouterr()
    assert msgspec.json.decode(out)["certificate"]["accepted"] is True
    assert err == ""


def test_the_chain_is_written_to_a_file(folder: Path) -> None:
    target = folder / "chain.pem"

    assert run(folder, "--pem", str(target)) == 0
    assert target.read_bytes() == LEAF.pem + ROOT.pem


def test_a_file_that_cannot_be_written_is_wrong_use(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "--pem", str(folder / "no" / "chain.pem")) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
