"""All inquiries at once, each within its limit."""

import threading

import anyio
import pytest

from app.domain.machine import YES, Fact, FactName
from app.machine import Inquiry, NotToldError, Platform, Told, detect, this_platform
from app.machine.here import Elsewhere
from app.machine.linux import Linux
from tests.support.own_time import own_time

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Asked:
    """A platform of these inquiries."""

    def __init__(self, *inquiries: Inquiry) -> None:
        self._inquiries = inquiries

    def inquiries(self, office: str) -> tuple[Inquiry, ...]:
        assert office == "12.0"
        return self._inquiries


def told(name: FactName, value: str) -> Told:
    return Told(facts=(Fact(name=name, value=value, origin="test"),))


def failing(error: Exception) -> Inquiry:
    def ask() -> Told:
        raise error

    return Inquiry(origin=type(error).__name__, ask=ask)


async def test_answers_come_in_the_order_of_the_inquiries() -> None:
    second_is_done = threading.Event()

    def first() -> Told:
        assert second_is_done.wait(5)
        return told(FactName.JOINED, YES)

    def second() -> Told:
        second_is_done.set()
        return told(FactName.SITE, "Paris")

    platform = Asked(Inquiry(origin="first", ask=first), Inquiry(origin="second", ask=second))

    found = await detect(platform, "12.0", 5.0)

    assert [fact.name for fact in found.facts] == [FactName.JOINED, FactName.SITE]


@pytest.mark.parametrize(("joined", "sites"), [("yes", ["Paris"]), ("no", [])])
async def test_some_things_are_asked_of_a_joined_pc_only(joined: str, sites: list[str]) -> None:
    platform = Asked(
        Inquiry(origin="site", ask=lambda: told(FactName.SITE, "Paris"), only_joined=True),
        Inquiry(origin="joined", ask=lambda: told(FactName.JOINED, joined)),
    )

    found = await detect(platform, "12.0", 5.0)

    assert [fact.value for fact in found.facts if fact.name is FactName.SITE] == sites


async def test_what_fails_is_told_and_hurts_nothing_else() -> None:
    platform = Asked(
        failing(NotToldError("It has no answer.")),
        failing(PermissionError(13, "Permission denied")),
        failing(OSError("without a number")),
        Inquiry(origin="site", ask=lambda: told(FactName.SITE, "Paris")),
    )

    found = await detect(platform, "12.0", 5.0)

    assert found.troubles == (
        "It has no answer.",
        "PermissionError: Permission denied.",
        "OSError: without a number.",
    )
    assert found.facts == told(FactName.SITE, "Paris").facts


async def test_a_call_that_never_returns_is_left_alone() -> None:
    release = threading.Event()

    def hang() -> Told:
        release.wait(10)
        return Told()

    found = await detect(Asked(Inquiry(origin="DsGetDcNameW", ask=hang)), "12.0", 0.05)
    release.set()

    assert found.troubles == ("DsGetDcNameW gave no answer within 0.05 s.",)


async def test_cancelling_waits_for_no_thread() -> None:
    release = threading.Event()
    started = own_time()

    def hang() -> Told:
        release.wait(10)
        return Told()

    with anyio.move_on_after(0.05):
        await detect(Asked(Inquiry(origin="DsGetDcNameW", ask=hang)), "12.0", 10.0)
    took = own_time() - started
    release.set()

    assert took < 0.25


async def test_a_defect_is_not_hidden() -> None:
    with pytest.raises(ExceptionGroup):
        await detect(Asked(failing(ZeroDivisionError())), "12.0", 5.0)


@pytest.mark.parametrize(("platform", "kind"), [("linux", Linux), ("darwin", Elsewhere)])
def test_each_platform_has_its_own(
    monkeypatch: pytest.MonkeyPatch, platform: str, kind: type[Platform]
) -> None:
    monkeypatch.setattr("sys.platform", platform)

    assert isinstance(this_platform(), kind)


def test_windows_is_asked_through_its_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")

    assert type(this_platform()).__name__ == "Windows"


async def test_elsewhere_nothing_is_known() -> None:
    assert await detect(Elsewhere(), "12.0", 5.0) == Told()
