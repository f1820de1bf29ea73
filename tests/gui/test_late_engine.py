"""The real engine, loaded when it is first wanted."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.events import Outcome, Recorded
from app.domain.inspection import InspectionWish
from app.domain.options import RunOptions
from app.domain.repeat import Repeat, repeat_of
from app.domain.secret import Secret
from app.gui.answers import BackgroundAnswers
from app.gui.late_engine import LateEngine
from app.gui.models.session_tree import SessionTree
from tests.gui.fake_engine import PROFILES, SCENARIOS, FakeEngine
from tests.gui.recordings import found

RECORDS = found()


class Loaded(FakeEngine):
    """Stands in the place of the real engine."""

    made: list["Loaded"] = []  # noqa: RUF012

    def __init__(self, complain: Callable[[str], None], *, keeps_logs: bool) -> None:
        super().__init__(RECORDS)
        assert keeps_logs
        self.complain = complain
        self.log = Path("newest")
        Loaded.made.append(self)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[LateEngine]:
    monkeypatch.setattr("app.wiring.RealEngine", Loaded)
    yield LateEngine()
    Loaded.made.clear()


def test_everything_is_passed_on_to_one_engine(engine: LateEngine) -> None:
    sink: list[Recorded] = []
    options, password = RunOptions(address="a"), Secret("p")
    assert engine.newest_log() is None
    assert Loaded.made == []

    assert engine.profiles() == PROFILES
    assert engine.scenarios() == SCENARIOS
    answers = BackgroundAnswers()
    assert asyncio.run(engine.run(options, password, answers, sink.append)) is Outcome.FOUND
    practice = engine.practice("expired", options, password, answers, sink.append)
    assert asyncio.run(practice) is Outcome.FOUND
    assert list(engine.open_log(Path("x"))) == RECORDS
    assert engine.newest_log() == Path("newest")

    (real,) = Loaded.made
    assert (real.options, real.password, real.practised) == (options, password, ["expired"])
    assert sink == RECORDS * 2


def test_every_other_wish_is_passed_on_too(engine: LateEngine) -> None:
    options, password = RunOptions(address="a"), Secret("p")
    sink: list[Recorded] = []
    wish, repeat = InspectionWish(target="host"), a_repeat()

    assert asyncio.run(engine.inspect(wish, options)).target == "host"
    again = engine.try_again(repeat, options, password, sink.append)
    assert asyncio.run(again) is Outcome.FOUND
    assert list(engine.read_text("pasted")) == RECORDS
    engine.compare(Path("a"), Path("b"))
    engine.forget_allowed_sites()

    (real,) = Loaded.made
    assert real.wishes == [wish]
    assert real.repeat is repeat
    assert sink == RECORDS
    assert (real.pasted, real.compared, real.forgot) == ("pasted", [Path("a"), Path("b")], True)


def a_repeat() -> Repeat:
    tree = SessionTree()
    tree.apply(found())
    repeat = repeat_of(tree.session, "run.autodiscope")
    assert repeat is not None
    return repeat


def test_complaints_go_to_whoever_listens_now(engine: LateEngine) -> None:
    told: list[str] = []
    engine.profiles()
    real = Loaded.made[0]

    real.complain("unheard")
    engine.complain_to(told.append)
    real.complain("The disk is full.")

    assert told == ["The disk is full."]


def test_the_window_is_ready_before_any_library_of_the_engine_is_imported() -> None:
    heavy = {"httpx", "dns", "cryptography", "OpenSSL", "sansldap", "app.wiring", "app.practice"}
    program = (
        "import sys, app.gui.application, app.gui.late_engine;"
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )

    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    assert shown.stdout.strip() == "[]"
