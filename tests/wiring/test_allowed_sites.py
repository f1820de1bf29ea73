"""The websites about which nobody wants to be asked again."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.domain.machine import machine_of
from app.wiring.allowed_sites import MOST_SITES, AllowedSites


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "allowed-sites.json"


def test_hosts_are_kept_for_the_next_program_each_once(file: Path) -> None:
    first = AllowedSites(file, pytest.fail)
    for host in ("a.example", "B.example", "A.example"):
        first.add(host)

    assert AllowedSites(file, pytest.fail).hosts() == ("b.example", "a.example")
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_windows_that_write_at_once_are_not_in_each_others_way(file: Path) -> None:
    complaints: list[str] = []

    def write(window: int) -> None:
        sites = AllowedSites(file, complaints.append)
        for number in range(30):
            sites.add(f"{window}.{number}.example")

    with ThreadPoolExecutor(8) as windows:
        list(windows.map(write, range(8)))

    assert complaints == []
    assert AllowedSites(file, pytest.fail).hosts()[-1].endswith(".29.example")
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_they_count_as_redirect_servers(file: Path) -> None:
    sites = AllowedSites(file, pytest.fail)
    sites.add("mail.contoso.com")

    assert machine_of(sites.facts()).policies.redirect_servers == ("mail.contoso.com",)
    assert sites.facts()[0].origin == "an earlier answer"


def test_of_too_many_the_oldest_go(file: Path) -> None:
    sites = AllowedSites(file, pytest.fail)
    for number in range(MOST_SITES + 2):
        sites.add(f"h{number}.example")

    assert len(sites.hosts()) == MOST_SITES
    assert sites.hosts()[0] == "h2.example"


def test_forgetting_asks_about_all_again_also_twice(file: Path) -> None:
    sites = AllowedSites(file, pytest.fail)
    sites.add("mail.contoso.com")

    sites.forget()
    sites.forget()

    assert sites.hosts() == ()


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff", b'{"a":1}', b'["a"'])
def test_a_damaged_list_is_told_and_counts_for_nothing(file: Path, content: bytes) -> None:
    complaints: list[str] = []
    file.parent.mkdir()
    file.write_bytes(content)

    assert AllowedSites(file, complaints.append).hosts() == ()
    assert complaints[0].startswith("The list of allowed websites cannot be read: ")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    complaints: list[str] = []
    (tmp_path / "data").write_bytes(b"a file")
    sites = AllowedSites(tmp_path / "data" / "sites.json", complaints.append)

    sites.add("mail.contoso.com")
    sites.forget()

    assert [line.partition(":")[0] for line in complaints[-2:]] == [
        "The answer cannot be kept for later runs",
        "The allowed websites cannot be forgotten",
    ]
