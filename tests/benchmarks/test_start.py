import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from tests.benchmarks import start


def test_a_bare_window_and_ours_are_painted(tmp_path: object) -> None:
    assert start._started_s(start.BARE, str(tmp_path)) > 0
    assert start._started_s(start.OURS, str(tmp_path)) > 0
    assert start._started_s(start.TYPED, str(tmp_path)) > 0
    assert start._started_s(start.FILLED, str(tmp_path)) > 0


def test_a_pause_is_shorter_than_the_whole_start(tmp_path: object) -> None:
    assert 0 < float(start._started(start.PAUSES, str(tmp_path))) < 30
