"""The jobs that the window gives to the engine's thread, as coroutines that fill its inbox."""

from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

from app.domain.events import Recorded
from app.domain.inspection import Inspection, InspectionWish
from app.domain.key_store import KeyStoreError, KeyStoreTrouble
from app.domain.options import RunOptions
from app.domain.prompts import Answers
from app.domain.repeat import Repeat
from app.domain.secret import Secret
from app.domain.titles import ProfileTitle, ScenarioTitle
from app.gui.engine import Engine
from app.gui.engine_thread import Job
from app.gui.errands import Errand
from app.gui.inbox import Inbox
from app.wording.comparison import Comparison
from app.wording.language import language, speaking

PAUSE_S = 0.01
KEY_STORE_S = 60
"""Long enough to type what unlocks it."""
BREATH = 200
"""After so many records a reader lets a cancellation in."""


class Choices(Struct, frozen=True, kw_only=True):
    """What an engine has to offer."""

    profiles: tuple[ProfileTitle, ...]
    scenarios: tuple[ScenarioTitle, ...]

    def scenario(self, name: str) -> ScenarioTitle:
        """Give the scenario of that name; one that is not known yet goes by its name."""
        known = (one for one in self.scenarios if one.name == name)
        return next(known, ScenarioTitle(name=name, title=name, lesson=""))


def job_of(engine: Engine, errand: Errand, answers: Answers) -> Job:
    """Give the job of an errand."""
    if errand.repeat:
        return try_again(engine, errand.repeat, errand.options, errand.password)
    if errand.scenario:
        return practise(engine, errand.scenario, errand.options, errand.password, answers)
    return run(engine, errand.options, errand.password, answers)


def run(engine: Engine, options: RunOptions, password: Secret | None, answers: Answers) -> Job:
    """Give the job of a run against the world."""

    async def job(inbox: Inbox) -> None:
        await engine.run(options, password, answers, inbox.put)

    return job


def practise(
    engine: Engine,
    scenario_name: str,
    overrides: RunOptions,
    password: Secret | None,
    answers: Answers,
) -> Job:
    """Give the job of a run on the practice organisation."""

    async def job(inbox: Inbox) -> None:
        await engine.practice(scenario_name, overrides, password, answers, inbox.put)

    return job


def try_again(engine: Engine, repeat: Repeat, options: RunOptions, password: Secret | None) -> Job:
    """Give the job of trying services of an earlier run again."""

    async def job(inbox: Inbox) -> None:
        await engine.try_again(repeat, options, password, inbox.put)

    return job


def read_log(engine: Engine, path: Path) -> Job:
    """Give the job of reading a session log, which waits while the window is behind."""

    async def job(inbox: Inbox) -> None:
        await _pass_on(engine.open_log(path), inbox)

    return job


def read_text(engine: Engine, text: str) -> Job:
    """Give the job of reading another program's log that was pasted."""

    async def job(inbox: Inbox) -> None:
        await _pass_on(engine.read_text(text), inbox)

    return job


async def _pass_on(records: Iterable[Recorded], inbox: Inbox) -> None:
    # Not at the start: the first painting need not wait for it.
    import asyncio

    for count, recorded in enumerate(records, start=1):
        inbox.put(recorded)
        if count % BREATH == 0:
            await asyncio.sleep(0)
        # An asyncio.Event belongs to one loop; the taker is in another thread.
        while inbox.is_full:  # noqa: ASYNC110
            await asyncio.sleep(PAUSE_S)


def look_at(
    engine: Engine,
    wish: InspectionWish,
    options: RunOptions,
    tell: Callable[[Inspection], None],
) -> Job:
    """Give the job of looking at one certificate."""

    async def job(_inbox: Inbox) -> None:
        tell(await engine.inspect(wish, options))

    return job


def list_choices(engine: Engine, tell: Callable[[Choices], None]) -> Job:
    """Give the job of finding out what the window can offer."""

    async def job(_inbox: Inbox) -> None:
        tell(Choices(profiles=engine.profiles(), scenarios=engine.scenarios()))

    return job


def forget_allowed_sites(engine: Engine) -> Job:
    """Give the job of asking about every website again."""

    async def job(_inbox: Inbox) -> None:
        engine.forget_allowed_sites()

    return job


def compare(engine: Engine, first: Path, second: Path, tell: Callable[[Comparison], None]) -> Job:
    """Give the job of finding what differs between two sessions."""
    spoken = language()

    async def job(_inbox: Inbox) -> None:
        with speaking(spoken):
            tell(engine.compare(first, second))

    return job


def ask_key_store(ask: Callable[[], None], fail: Callable[[KeyStoreTrouble], None]) -> Job:
    """Give the job of asking the key store, which may wait for the user to unlock it."""

    async def job(_inbox: Inbox) -> None:
        import anyio
        import anyio.to_thread

        try:
            with anyio.fail_after(KEY_STORE_S):
                await anyio.to_thread.run_sync(ask, abandon_on_cancel=True)
        except KeyStoreError as error:
            fail(error.trouble)
        except TimeoutError:
            fail(KeyStoreTrouble.SILENT)

    return job
