"""Logs of runs, begun where they were asked for or in the folder of sessions."""

from pathlib import Path

import pytest

from app.domain.events import Outcome
from app.domain.options import RunOptions, WrongUseError
from app.domain.prompts import Nobody
from app.sessionlog import load
from app.wiring import RealEngine
from tests.sessionlog.foreign import samples

pytestmark = pytest.mark.anyio


def engine_that_keeps_logs() -> RealEngine:
    return RealEngine(pytest.fail, keeps_logs=True)


async def test_every_run_of_the_window_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path))
    kept = engine_that_keeps_logs()

    await kept.practice("method-one", RunOptions(), None, Nobody(), lambda _: None)

    log = kept.newest_log()
    assert log is not None
    assert log.parent == tmp_path / "sessions"
    assert load(log).outcome is Outcome.FOUND
    assert [one.number for one in kept.open_log(log)][:3] == [1, 2, 3]


async def test_a_log_that_cannot_be_written_refuses_the_run_that_asked_for_it(
    tmp_path: Path,
) -> None:
    quiet = RealEngine(lambda _: None, keeps_logs=False)
    options = RunOptions(save=str(tmp_path / "missing" / "x.autodiscope"))

    with pytest.raises(WrongUseError, match="cannot be written"):
        await quiet.practice("method-one", options, None, Nobody(), lambda _: None)


async def test_a_data_folder_that_cannot_be_written_is_told_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sessions").write_text("a file where the folder should be")
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path))
    told: list[str] = []
    kept = RealEngine(told.append, keeps_logs=True)

    outcome = await kept.practice("method-one", RunOptions(), None, Nobody(), lambda _: None)

    assert outcome is Outcome.FOUND
    assert len(told) == 1
    assert kept.newest_log() is None


async def test_a_pasted_log_is_kept_like_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path))
    kept = engine_that_keeps_logs()

    records = list(kept.read_text(samples.NOTHING_FOUND))

    log = kept.newest_log()
    assert log is not None
    assert "ann@wingtiptoys.com" in log.name
    assert list(kept.open_log(log)) == records
