"""The step that reads a file."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.domain.prompts import PromptKind
from app.domain.steps import StepName
from app.domain.task import Policies
from tests.discovery.conftest import Runner
from tests.support import builders
from tests.support.answers_xml import (
    error_xml,
    redirect_address_xml,
    redirect_url_xml,
    settings_xml,
)
from tests.support.fake_network import FakeNetwork, Reply

pytestmark = pytest.mark.anyio

PARTNER = "https://autodiscover.fabrikam.com/autodiscover/autodiscover.xml"
FIRST = Policies(prefer_local_xml=True)


async def test_settings_in_the_file_are_taken_first_where_the_policy_says_so(
    run: Runner, tmp_path: Path
) -> None:
    file = tmp_path / "contoso.xml"
    file.write_bytes(settings_xml())

    done = await run(builders.task(local_xml=str(file), policies=FIRST), FakeNetwork())

    assert done.lines == [
        "round 1 for ann@contoso.com",
        f"local-xml: note file-read {file}",
        f"local-xml: found by {file}",
        "settings with 9 service URLs",
    ]


async def test_a_redirect_in_the_file_is_followed_after_consent(
    run: Runner, tmp_path: Path
) -> None:
    file = tmp_path / "contoso.xml"
    file.write_bytes(redirect_url_xml(PARTNER))
    network = FakeNetwork(http={PARTNER: Reply(body=settings_xml())})

    done = await run(
        builders.task(local_xml=str(file), policies=FIRST),
        network,
        yes=(PromptKind.REDIRECT_CONSENT,),
    )

    assert "local-xml: redirect-consent for autodiscover.fabrikam.com: yes" in done.lines
    assert f"local-xml: found by {PARTNER}" in done.lines


async def test_another_address_in_the_file_starts_a_round(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "contoso.xml"
    file.write_bytes(redirect_address_xml("a@contoso.com"))

    done = await run(builders.task(local_xml=str(file), policies=FIRST), FakeNetwork())

    assert "local-xml: readdressed to a@contoso.com" in done.lines
    assert done.discovery.round == 2


async def test_the_file_of_one_domain_is_not_read_for_another(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "contoso.xml"
    file.write_bytes(redirect_address_xml("a@fabrikam.com"))

    done = await run(
        builders.task(local_xml=str(file), policies=FIRST),
        FakeNetwork(),
        yes=(PromptKind.REDIRECT_CONSENT,),
    )

    assert done.lines.count(f"local-xml: note file-read {file}") == 1
    assert "local-xml: nothing: no-local-file" in done.lines


@pytest.mark.parametrize("content", [b"", b"<html/>", error_xml(), b"\x00\x01"])
async def test_a_file_of_no_use_goes_on_to_the_next_step(
    run: Runner, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "contoso.xml"
    file.write_bytes(content)

    done = await run(builders.task(local_xml=str(file), policies=FIRST), FakeNetwork())

    assert "local-xml: nothing: bad-local-file" in done.lines
    assert done.lines[-1].startswith(StepName.DNS_SRV)


async def test_a_missing_file_is_named(run: Runner, tmp_path: Path) -> None:
    done = await run(builders.task(local_xml=str(tmp_path / "none.xml")), FakeNetwork())

    assert "local-xml: nothing: no-local-file" in done.lines


async def test_an_endless_file_is_given_up(run: Runner) -> None:
    done = await run(builders.task(local_xml="/dev/zero"), FakeNetwork())

    assert "local-xml: nothing: no-local-file" in done.lines


async def test_a_file_that_never_answers_is_given_up_in_time(run: Runner, tmp_path: Path) -> None:
    pipe = tmp_path / "contoso.xml"
    os.mkfifo(pipe)
    task = builders.task(local_xml=str(pipe))
    hurried = replace(task, limits=replace(task.limits, response_s=0.05))

    done = await run(hurried, FakeNetwork())
    pipe_writer = os.open(pipe, os.O_RDWR)  # lets the abandoned thread end
    os.close(pipe_writer)

    assert "local-xml: nothing: no-local-file" in done.lines
