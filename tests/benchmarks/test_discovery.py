from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from tests.benchmarks import discovery
from tests.benchmarks.discovery import OURS, Sample
from tests.benchmarks.figures import Figure, NotMeasured
from tests.benchmarks.peers import installed, places
from tests.benchmarks.peers.asked import AUTODISCOPE, AskedInVainError, asked
from tests.benchmarks.peers.installed import Missing, Peer
from tests.benchmarks.peers.places import Place
from tests.support import contoso, knot, nginx
from tests.support.contoso import ANN

Measured = dict[str, list[Sample] | Missing]


def samples(*took_and_spent: tuple[float, float]) -> list[Sample]:
    return [
        Sample(took_s=took, processor_s=spent, largest_kb=80 * 1024, found="")
        for took, spent in took_and_spent
    ]


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Measured:
    """What is measured of every setting."""
    told: Measured = {
        OURS: samples((0.030, 0.010), (0.900, 0.020), (0.020, 0.030)),
        "soap": samples((0.060, 0.010), (0.061, 0.016), (0.010, 0.900)),
        "pox": Missing(reason="exchangelib 4.6.2 (POX) cannot be installed: no network"),
    }
    monkeypatch.setattr(discovery, "measured", lambda setting: told)
    return told


def test_a_row_is_the_ratio_of_the_medians_of_time(measured: Measured) -> None:
    figure = discovery.measure("second-url", "soap", of_processor=False)

    assert isinstance(figure, Figure)
    assert figure.ratio == 0.030 / 0.060
    assert figure.value == "30 ms (20 to 900) beside 60 ms (10 to 61)"
    assert not figure.is_miss


def test_of_processor_time_there_is_a_row_of_its_own(measured: Measured) -> None:
    figure = discovery.measure("second-url", "soap", of_processor=True)

    assert isinstance(figure, Figure)
    assert figure.ratio == 0.020 / 0.016
    assert figure.is_miss
    assert "exchangelib 5.6 (SOAP)" in figure.name


def test_a_peer_that_is_missing_is_said_to_be_and_the_other_is_measured(
    measured: Measured,
) -> None:
    row = discovery.measure("far", "pox", of_processor=False)

    assert isinstance(row, NotMeasured)
    assert row.reason == "exchangelib 4.6.2 (POX) cannot be installed: no network"
    assert isinstance(discovery.measure("far", "soap", of_processor=False), Figure)


def test_memory_is_compared_too(measured: Measured) -> None:
    figure = discovery.measure_memory()

    assert isinstance(figure, Figure)
    assert figure.ratio == 1.0
    measured["soap"] = Missing(reason="no network")
    assert isinstance(discovery.measure_memory(), NotMeasured)


def test_what_is_waited_for_is_told_in_seconds_and_has_no_row_for_the_processor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = {OURS: samples((20.05, 0.1)), "soap": samples((10.02, 0.1)), "pox": samples((10, 0.1))}
    monkeypatch.setattr(discovery, "measured", lambda setting: told)
    figure = discovery.measure("black-hole", "soap", of_processor=False)

    assert isinstance(figure, Figure)
    assert figure.value == "20.05 s (20.05 to 20.05) beside 10.02 s (10.02 to 10.02)"
    assert not figure.is_miss
    assert "black-hole-soap" in discovery.rows()
    assert "black-hole-soap-cpu" not in discovery.rows()


def test_one_failure_of_a_peer_spoils_its_comparison() -> None:
    failed = Missing(reason="it found nothing")

    assert discovery._all_of([*samples((1, 1)), failed, *samples((1, 1))]) == failed


def test_a_process_that_fails_says_why_with_its_last_words() -> None:
    with pytest.raises(AskedInVainError, match=r"^it was in vain$"):
        asked(["sh", "-c", "echo >&2 first; echo >&2 it was in vain; exit 3"], {}, Sample)


def test_a_peer_that_cannot_be_installed_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    installed.command_of.cache_clear()

    # There is no such list, as there is no network elsewhere.
    found = installed.command_of(Peer(title="other 1.0", listed="other-1.0", script="ask.py"))

    assert isinstance(found, Missing)
    assert found.reason.startswith("other 1.0 cannot be installed: ")


def test_the_soap_answer_holds_the_urls_of_the_one_by_pox() -> None:
    host = "mail.contoso.example"
    body = etree.fromstring(places.soap_settings(host, "ann@contoso.example"))
    space = "{http://schemas.microsoft.com/exchange/2010/Autodiscover}"
    settings = {
        one.findtext(f"{space}Name"): one.findtext(f"{space}Value")
        for one in body.iter(f"{space}UserSetting")
    }

    assert settings["ExternalEwsUrl"] == f"https://{host}/EWS/Exchange.asmx"
    assert body.findtext(f".//{space}UserResponse/{space}ErrorCode") == "NoError"


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("servers")
    anchor = folder / "anchor.pem"
    anchor.write_bytes(contoso.anchor().pem)
    with knot.running(folder, places.zones()), nginx.running(folder, places.sites()):
        yield anchor


@pytest.mark.real
@pytest.mark.parametrize("place", Place)
def test_the_program_finds_its_settings_in_each_place(servers: Path, place: Place) -> None:
    question = {
        "anchor": str(servers),
        "address": places.address_at(place),
        "user": ANN.address,
        "password": ANN.password,
        "timeout": 0.5 if place is Place.BLACK_HOLE else None,
        "times": 1,
    }

    sample = asked(AUTODISCOPE, question, Sample)

    assert places.host_at(place) in sample.found
    assert sample.took_s > 0
    assert sample.processor_s > 0
    assert sample.largest_kb > 10_000
