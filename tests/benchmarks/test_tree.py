import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from tests.benchmarks import tree


def test_a_run_grows() -> None:
    assert tree.has_qt()

    frames = tree.frames_ms(600)
    assert frames == sorted(frames)
    # A batch each twentieth of a second, and no more: the window is not painted for each event.
    assert 1 <= len(frames) < 100
