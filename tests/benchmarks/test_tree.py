import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from tests.benchmarks import tree


def test_a_log_is_opened_and_a_run_grows() -> None:
    assert tree._has_qt()

    assert tree.opened_s(600) > 0
    frames = tree.frames_ms(600)
    assert frames == sorted(frames)
    # A batch each twentieth of a second, and no more: the window is not painted for each event.
    assert 1 <= len(frames) < 100
