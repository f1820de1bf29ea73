"""The window of the self-test: shown, painted and practised in, and told where it is not."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app.domain.events import Outcome
from app.gui import pictures, rehearsal
from app.gui.late_engine import LateEngine
from app.gui.rehearsal import OnScreen, complaint_of, rehearse
from app.gui.window import Window


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a run would keep its log."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(autouse=True)
def _windows_end() -> Iterator[None]:
    yield
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, Window):
            assert widget.stop(5)
            widget.deleteLater()


def test_a_practice_run_is_seen_in_the_window(data_folder: Path) -> None:
    seen = rehearse(30)

    assert seen.complaint == ""
    assert seen.platform == "offscreen"
    assert seen.rows > 1
    assert seen.painted_ms > 0
    assert not list(data_folder.rglob("*.autodiscope"))


def test_a_window_that_is_not_painted_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Window, "show", lambda _: None)

    complaint = rehearse(0.3).complaint

    assert complaint.startswith("The window was not painted within 0.3 s (visible: no, exposed: no")


def test_a_window_that_the_system_never_wants_painted_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As Windows does where its desktop has no screen.
    monkeypatch.setattr(rehearsal._Painted, "eventFilter", lambda *_: False)

    seen = rehearse(0.3).complaint

    assert re.search(r"visible: yes, .*, minimized: no, screen: \d+ x \d+\)\.$", seen)


def test_it_is_told_what_the_system_made_of_a_window_that_nobody_sees() -> None:
    on_screen = OnScreen(visible=True, active=True, minimized=True, screen="800 x 600")

    told = complaint_of(None, painted_ms=0.0, rows=0, limit_s=20, on_screen=on_screen)

    assert told == (
        "The window was not painted within 20 s (visible: yes, exposed: no, active: yes,"
        " minimized: yes, screen: 800 x 600)."
    )


@pytest.mark.parametrize(
    ("outcome", "painted_ms", "rows", "complaint"),
    [
        (Outcome.FOUND, 90.0, 7, ""),
        (None, 90.0, 7, "The practice run in the window did not end within 20 s."),
        (Outcome.NOT_FOUND, 90.0, 7, "The practice run in the window ended with not-found."),
        (Outcome.FOUND, 90.0, 0, "The window shows no row of the practice run."),
    ],
)
def test_what_was_not_as_it_should_be_is_told(
    outcome: Outcome | None, painted_ms: float, rows: int, complaint: str
) -> None:
    told = complaint_of(outcome, painted_ms=painted_ms, rows=rows, limit_s=20, on_screen=OnScreen())

    assert told == complaint


def test_an_icon_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "program_icon", QIcon)

    assert rehearse(1).complaint == "The icon of the window cannot be read."


def test_a_language_that_qt_does_not_know_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "LANGUAGES", {"en": "English", "xx": "Nobody's"})

    assert rehearse(1).complaint == "Qt's own texts are missing in Nobody's."


def test_the_icon_has_the_sizes_of_desktops() -> None:
    sizes = {size.width() for size in pictures.program_icon().availableSizes()}

    assert {16, 32, 48, 256} <= sizes


def test_another_engine_keeps_as_many_logs() -> None:
    assert not LateEngine(keeps_logs=False).another()._keeps_logs
