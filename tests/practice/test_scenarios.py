import re
from pathlib import Path

import pytest

from app.paths import practice_scenarios
from app.practice.scenario import Scenario
from app.practice.scenarios import load_scenarios, read_scenario
from app.practice.zones import Zones

FIRST_TEN = [
    "fresh-install",
    "fresh-install-outside",
    "method-one",
    "method-two",
    "method-three",
    "srv-record",
    "expired",
    "wrong-name",
    "root-web-site",
    "wrong-password",
]


def each_scenario() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("scenario", load_scenarios(), ids=lambda one: one.name)


def test_the_first_ten_scenarios_come_in_the_order_of_the_lessons() -> None:
    names = [one.name for one in load_scenarios()]

    assert [name for name in names if name in FIRST_TEN] == FIRST_TEN


def test_every_file_is_named_like_its_scenario() -> None:
    for path in practice_scenarios():
        assert read_scenario(path).name == path.stem


def test_no_two_scenarios_claim_the_same_place() -> None:
    places = [one.order for one in load_scenarios()]

    assert len(places) == len(set(places))


@each_scenario()
def test_the_lesson_is_one_sentence_that_no_window_takes_for_markup(scenario: Scenario) -> None:
    assert re.fullmatch(r"[A-Z][^<>\n]{30,220}\.", scenario.lesson)
    assert not re.search(r"\. [A-Z]", scenario.lesson)


@each_scenario()
def test_the_title_is_short_and_no_sentence(scenario: Scenario) -> None:
    assert re.fullmatch(r"[A-Z][^<>\n]{5,60}", scenario.title)


@each_scenario()
def test_the_password_means_the_same_to_every_shell(scenario: Scenario) -> None:
    assert re.fullmatch(r"[A-Za-z0-9-]+", scenario.client.password)


@each_scenario()
def test_the_client_may_sign_in_except_where_that_is_the_lesson(scenario: Scenario) -> None:
    client = scenario.client

    assert (client.username or client.address) in scenario.account.logons
    is_right = client.password == scenario.account.password
    assert is_right is (scenario.name != "wrong-password")


@each_scenario()
def test_a_joined_pc_has_a_directory_and_another_has_none(scenario: Scenario) -> None:
    assert scenario.client.joined is (scenario.directory is not None)


@each_scenario()
def test_every_server_has_a_name_and_lies_in_the_documentation_network(
    scenario: Scenario,
) -> None:
    known = Zones(scenario.zones).addresses

    for server in scenario.servers:
        for address in server.addresses:
            assert address in known
            assert address.startswith("192.0.2.")


def test_a_file_that_contradicts_itself_is_named_with_what_is_missing(tmp_path: Path) -> None:
    text = practice_scenarios()[0].read_text(encoding="utf-8")
    damaged = tmp_path / "damaged.toml"
    damaged.write_text(
        text.replace("[certificates.", "[certificates.other-").replace("[answers.", "[answers.x-"),
        encoding="utf-8",
    )

    with pytest.raises(ValueError, match=r"damaged\.toml names what it does not describe: ann, "):
        read_scenario(damaged)


@pytest.mark.parametrize(
    "text", ["name = ", 'name = "a"', 'name = "a"\nsurprise = 1', "\u00ff"], ids=repr
)
def test_a_file_that_is_no_scenario_is_named(tmp_path: Path, text: str) -> None:
    damaged = tmp_path / "damaged.toml"
    damaged.write_text(text, encoding="latin-1")

    with pytest.raises(ValueError, match=r"damaged\.toml: "):
        read_scenario(damaged)


def test_a_wrong_key_is_refused(tmp_path: Path) -> None:
    text = practice_scenarios()[0].read_text(encoding="utf-8")
    damaged = tmp_path / "damaged.toml"
    damaged.write_text(text.replace("[client]", "[client]\nconcent = 1"), encoding="utf-8")

    with pytest.raises(ValueError, match="concent"):
        read_scenario(damaged)


def test_a_zone_that_cannot_be_read_is_told_with_its_file(tmp_path: Path) -> None:
    text = practice_scenarios()[0].read_text(encoding="utf-8")
    damaged = tmp_path / "damaged.toml"
    damaged.write_text(text.replace("MX 10 mail", "MX mail"), encoding="utf-8")

    with pytest.raises(ValueError, match=r"damaged\.toml has a zone that cannot be read"):
        read_scenario(damaged)
