"""A list of addresses, run through on the practice organisation of a provider."""

import gc
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest
from msgspec.structs import replace

from app.domain.batch import BatchRow, BatchTask, Entry, Pacing, RowOutcome, Show
from app.domain.events import Outcome, Recorded, RunFinished
from app.domain.options import RunOptions, WrongUseError
from app.domain.secret import Secret
from app.domain.session import Session
from app.machine import Inquiry, Told
from app.practice.many import domain, many_domains, practice_list
from app.practice.organisation import Organisation, open_organisation
from app.protocol.address_list import read_list
from app.sessionlog import load
from app.wiring import RealEngine
from app.wiring import batch as batch_module
from tests.support.played_runs import found, sign_in_needed

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def engine() -> RealEngine:
    return RealEngine(pytest.fail, keeps_logs=False)


def nothing_broken(error: Exception) -> None:
    raise error


def entries(count: int, person: str = "") -> tuple[Entry, ...]:
    return read_list("\n".join(f"{person}{domain(number)}" for number in range(count)).encode())


@asynccontextmanager
async def provider(count: int, **options: object) -> AsyncIterator[tuple[Organisation, RunOptions]]:
    async with open_organisation(many_domains(count)) as organisation:
        own = replace(organisation.options, address="", username="", no_proxy=True)
        yield organisation, replace(own, **options)


async def rows_of(
    task: BatchTask,
    password: str = "",
    on_defect: Callable[[Exception], None] = nothing_broken,
) -> list[BatchRow]:
    rows: list[BatchRow] = []
    secret = Secret(password) if password else None
    await engine().batch(task, secret, rows.append, on_defect)
    return sorted(rows, key=lambda row: row.line)


async def test_each_domain_of_a_provider_has_the_row_that_it_deserves() -> None:
    async with provider(20) as (organisation, options):
        rows = await rows_of(BatchTask(entries=entries(20), options=options))

    assert [row.line for row in rows] == list(range(1, 21))
    good = ("sign-in-needed", "sign-in-needed", "good", "")
    assert [(row.outcome, row.finding, row.certificate, row.failure) for row in rows] == [
        *[good] * 5,
        ("not-found", "redirect-not-allowed", "", "name-not-found"),
        ("not-found", "redirect-not-allowed", "", "name-not-found"),
        ("not-found", "certificate-expired", "rejected", "certificate-rejected"),
        ("not-found", "autodiscover-foreign-host", "rejected", "certificate-rejected"),
        ("not-found", "autodiscover-name-missing", "", "name-not-found"),
    ] * 2
    assert rows[0].address == "autodiscope@customer0000.example"
    assert rows[7].certificate_problems == "expired"
    assert not any(one.had_authorization for one in organisation.requests)


async def test_what_is_no_address_is_a_row_and_asks_nobody() -> None:
    listed = read_list(b"10.0.0.1\nann\n")
    options = RunOptions(asks_machine=False, system_trust=False)

    rows = await rows_of(BatchTask(entries=listed, options=options))

    assert {row.outcome for row in rows} == {RowOutcome.WRONG_INPUT}
    assert [row.reason for row in rows] == [one.trouble for one in listed]


async def test_a_wrong_password_goes_out_once_in_the_whole_batch() -> None:
    async with provider(20, username="HOSTING\\support", authentication=("basic",)) as (
        organisation,
        options,
    ):
        task = BatchTask(entries=entries(20, "ann@"), options=options)
        rows = await rows_of(task, "wrong")

    assert sum(one.had_authorization for one in organisation.requests) == 1
    told = Counter(row.finding for row in rows)
    assert told["credentials-refused"] >= 1


async def test_the_right_password_goes_to_each_server_but_to_none_for_a_made_up_mailbox() -> None:
    async with provider(10, username="HOSTING\\support", authentication=("basic",)) as (
        organisation,
        options,
    ):
        listed = entries(10, "ann@")[:3] + entries(5)[3:]
        await rows_of(BatchTask(entries=listed, options=options), "Practice-2007")

    signed_in = {one.host for one in organisation.requests if one.had_authorization}
    assert signed_in == {f"autodiscover.{domain(number)}" for number in range(3)}


async def test_each_run_can_have_its_session_log(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "logs"
    async with provider(10) as (_, options):
        task = BatchTask(entries=entries(3), options=options, logs=str(folder))
        rows = await rows_of(task)

    assert len({row.log for row in rows}) == 3
    for row in rows:
        session = load(folder / row.log)
        assert session.started is not None
        assert session.started.address == row.address
        assert session.outcome.value == row.outcome.value


async def test_a_folder_that_cannot_be_made_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    options = RunOptions(asks_machine=False, system_trust=False)
    task = BatchTask(entries=entries(1), options=options, logs=str(tmp_path / "file" / "x"))

    with pytest.raises(WrongUseError, match="cannot be made: Not a directory"):
        await rows_of(task)


async def test_wrong_options_are_told_before_anything_is_sent() -> None:
    with pytest.raises(WrongUseError, match="--resolver is"):
        await rows_of(BatchTask(entries=entries(1), options=RunOptions(resolvers=("[",))))


class Playing:
    """Stands in for a run; counts those at the same time."""

    def __init__(self, records: list[Recorded] | None = None) -> None:
        self.records = found() if records is None else records
        self.running = self.most = self.begun = 0
        self.hangs = False

    async def __call__(self, checked: object, *arguments: object, **shared: object) -> Outcome:
        sink = arguments[2]
        assert callable(sink)
        self.begun += 1
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            for recorded in self.records:
                sink(recorded)
            await anyio.lowlevel.checkpoint()
            if self.hangs:
                await anyio.sleep_forever()
        finally:
            self.running -= 1
        return Outcome.FOUND


@pytest.fixture
def playing(monkeypatch: pytest.MonkeyPatch) -> Playing:
    stand_in = Playing()
    monkeypatch.setattr(batch_module, "run", stand_in)
    return stand_in


QUIET = RunOptions(asks_machine=False, system_trust=False)


async def test_no_more_run_at_the_same_time_than_jobs(playing: Playing) -> None:
    task = BatchTask(entries=entries(30), options=QUIET, pacing=Pacing(jobs=3))

    assert len(await rows_of(task)) == 30
    assert playing.most == 3


async def test_runs_begin_at_the_rate_that_was_wished_for(
    playing: Playing, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, begun = [0.0], []

    async def sleep(seconds: float) -> None:
        # Nobody else moves this clock: each sleeper wakes at its own time.
        begun.append(now[0] + seconds)
        await anyio.lowlevel.checkpoint()

    monkeypatch.setattr("app.wiring.batch.time.monotonic", lambda: now[0])
    monkeypatch.setattr("app.wiring.batch.anyio.sleep", sleep)
    task = BatchTask(entries=entries(8), options=QUIET, pacing=Pacing(rate=4, jobs=8))
    await rows_of(task)

    assert begun == [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75]


async def test_a_defect_in_one_run_leaves_the_others(playing: Playing) -> None:
    playing.records = [one for one in found() if not isinstance(one.event, RunFinished)]
    defects: list[Exception] = []
    task = BatchTask(entries=entries(3), options=QUIET)
    rows = await rows_of(task, on_defect=defects.append)

    assert [row.outcome for row in rows] == [RowOutcome.DEFECT] * 3
    assert len(defects) == 3


async def test_where_rows_cannot_be_kept_nothing_more_is_asked(playing: Playing) -> None:
    def full(row: BatchRow) -> None:
        raise WrongUseError("The disk is full.")

    task = BatchTask(entries=entries(30), options=QUIET, pacing=Pacing(jobs=2))
    with pytest.raises(WrongUseError, match="disk is full"):
        await engine().batch(task, None, full, nothing_broken)

    assert playing.begun <= 4


async def test_cancelled_runs_have_no_row(playing: Playing) -> None:
    playing.hangs = True
    rows: list[BatchRow] = []
    task = BatchTask(entries=entries(5), options=QUIET)

    with anyio.move_on_after(0.05) as scope:
        await engine().batch(task, None, rows.append, nothing_broken)

    assert scope.cancelled_caught
    assert (rows, playing.running) == ([], 0)


class AskedOnce:
    """A PC that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def inquiries(self, office: str) -> tuple[Inquiry, ...]:
        self.asked += 1
        return (Inquiry(origin="calls", ask=Told),)


async def test_the_pc_is_asked_once_for_all(playing: Playing) -> None:
    pc = AskedOnce()
    asking = RealEngine(pytest.fail, keeps_logs=False, platform=pc)
    rows: list[BatchRow] = []
    task = BatchTask(entries=entries(6), options=RunOptions(system_trust=False))
    await asking.batch(task, None, rows.append, nothing_broken)

    assert (pc.asked, len(rows)) == (1, 6)


def sessions() -> int:
    return sum(isinstance(one, Session) for one in gc.get_objects())


async def test_memory_is_flat(playing: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    # Findings are gone with their session, and to make them takes most of the time.
    monkeypatch.setattr(batch_module, "examine", lambda _: ())
    playing.records = sign_in_needed()
    gc.collect()
    # Of other tests.
    earlier = sessions()
    sizes: list[int] = []

    async def run_through(count: int) -> None:
        await engine().batch(
            BatchTask(entries=listed[:count], options=QUIET), None, lambda _: None, nothing_broken
        )
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])

    listed = entries(1_000)
    # What is made once and kept, such as caches, is there after the first hundred.
    await run_through(100)
    tracemalloc.start()
    try:
        await run_through(100)
        await run_through(1_000)
    finally:
        tracemalloc.stop()

    assert sizes[2] - sizes[1] < 64 * 1024
    assert sessions() <= earlier


@pytest.mark.parametrize("language", ["en", "de"])
async def test_whoever_looks_on_reads_their_language_and_files_stay_english(language: str) -> None:
    shown: list[BatchRow] = []
    taken: list[BatchRow] = []
    listed = read_list(f"{domain(7)}\n10.0.0.1\n".encode())
    async with provider(10) as (_organisation, options):
        task = BatchTask(entries=listed, options=options)
        look = Show(row=shown.append, language=language)
        await engine().batch(task, None, taken.append, nothing_broken, look)

    (title,) = {row.title for row in taken if row.title}
    (seen,) = {row.title for row in shown if row.title}
    assert "expired on" in title
    assert ("ist am" in seen) == (language == "de")
    assert (shown == taken) == (language == "en")
    reasons = {row.reason for row in shown if row.outcome is RowOutcome.WRONG_INPUT}
    assert len(reasons) == 1
    assert ({row.reason for row in taken} >= reasons) == (language == "en")


async def test_a_row_that_cannot_be_written_is_not_shown() -> None:
    shown: list[BatchRow] = []

    def refuse(row: BatchRow) -> None:
        raise WrongUseError("no room")

    task = BatchTask(entries=read_list(b"10.0.0.1"), options=RunOptions())
    look = Show(row=shown.append, language="en")
    with pytest.raises(WrongUseError, match="no room"):
        await engine().batch(task, None, refuse, nothing_broken, look)

    assert shown == []


@pytest.mark.parametrize("signs_in", [False, True])
async def test_practice_signs_in_with_the_providers_account_where_that_is_wished(
    signs_in: bool,
) -> None:
    rows: list[BatchRow] = []
    listed = read_list(f"ann@{domain(0)}\n".encode())
    options = RunOptions(sign_in=signs_in, consent="deny")
    task = BatchTask(entries=listed, options=options)
    await engine().practise_batch(task, None, rows.append, nothing_broken)

    # Whoever signs in is told that there is no such mailbox.
    assert [row.finding for row in rows] == ["address-unknown" if signs_in else "sign-in-needed"]


def test_the_list_for_practice_can_be_read() -> None:
    listed = read_list(practice_list())

    assert [one.input for one in listed] == [domain(number) for number in range(40)]
