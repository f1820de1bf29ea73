import os
import threading
from pathlib import Path

import pytest

from app.domain.defect import (
    MOST_EVENTS,
    MOST_PLACES,
    Defect,
    RecentEvents,
    defect_of,
    short_name,
    without_folders,
)
from app.wording.defect import MOST_CHARACTERS, crash_report, defect_report
from tests.support import played_runs
from tests.support.canary import PASSWORD, traces

ROOT = Path(__file__).parents[2]


def fail(depth: int, password: str) -> None:
    if depth:
        fail(depth - 1, password)
    raise LookupError(password)


def caught(depth: int = 0) -> Defect:
    try:
        try:
            fail(depth, PASSWORD)
        except LookupError as error:
            raise OSError(5, PASSWORD, PASSWORD) from error
    except OSError as error:
        error.add_note(PASSWORD)
        return defect_of(error, "a test")
    raise AssertionError("it fails always")


def test_a_defect_tells_kinds_and_places_the_first_cause_first() -> None:
    first, second = caught().links

    assert (first.kind, second.kind) == ("LookupError", "OSError")
    assert [(one.file, one.function) for one in first.places] == [
        ("tests/domain/test_defect.py", "caught"),
        ("tests/domain/test_defect.py", "fail"),
    ]
    assert all(one.line for one in first.places)


def test_no_message_no_value_and_no_folder_is_in_a_report() -> None:
    report = defect_report(caught(3))

    assert traces(report) == []
    assert str(ROOT) not in report
    assert str(Path.home()) + "/" not in report
    assert "LookupError, which led to\n  tests/domain/test_defect.py:" in report


def test_of_very_deep_calls_the_innermost_are_told() -> None:
    first, _ = caught(500).links

    assert len(first.places) == MOST_PLACES
    assert first.places[-1].function == "fail"
    assert len(defect_report(caught(500))) < MOST_CHARACTERS


def test_the_same_defect_is_the_same_value() -> None:
    one, other = (caught(depth) for depth in (2, 2))

    assert one == other
    assert hash(one) == hash(other)
    assert caught(1) != one


def test_causes_that_go_round_come_to_an_end() -> None:
    one, other = ValueError(), TypeError()
    one.__context__, other.__context__ = other, one

    assert [link.kind for link in defect_of(one).links] == ["TypeError", "ValueError"]


def test_a_cause_that_was_put_aside_is_not_told() -> None:
    error = ValueError()
    error.__context__, error.__suppress_context__ = LookupError(), True

    assert [link.kind for link in defect_of(error).links] == ["ValueError"]


def test_of_several_errors_at_once_the_first_is_told() -> None:
    group = ExceptionGroup(PASSWORD, [KeyError(PASSWORD), ValueError()])

    defect = defect_of(group)

    assert [link.kind for link in defect.links] == ["KeyError", "ExceptionGroup"]
    assert defect.origin == f"thread {threading.current_thread().name}"


@pytest.mark.parametrize(
    ("file", "short"),
    [
        (str(ROOT / "app" / "gui" / "window.py"), "app/gui/window.py"),
        ("app/gui/window.py", "app/gui/window.py"),
        ("<frozen importlib._bootstrap>", "<frozen importlib._bootstrap>"),
        ("<string>", "<string>"),
        ("/home/ann/.venv/lib/python3.11/site-packages/httpx/_client.py", "httpx/_client.py"),
        (r"C:\Users\Ann Lee\AppData\site-packages\PySide6\x.py", "PySide6/x.py"),
        ("/usr/lib/python3/dist-packages/lxml/etree.py", "lxml/etree.py"),
        (f"{Path(os.__file__).parent}/asyncio/runners.py", "python/asyncio/runners.py"),
        ("/home/ann/secret project/tool.py", "tool.py"),
        (r"C:\Users\Ann\tool.py", "tool.py"),
        (r"\\server\home$\ann\tool.py", "tool.py"),
    ],
)
def test_the_name_of_a_file_has_no_folder_of_a_user(file: str, short: str) -> None:
    assert short_name(file) == short


def test_the_trace_of_a_crash_and_a_message_of_qt_lose_their_folders() -> None:
    trace = (
        "Fatal Python error: Segmentation fault\n\n"
        "Current thread 0x00007f (most recent call first):\n"
        f'  File "{ROOT}/app/gui/feed.py", line 3 in take\n'
        '  File "/home/ann/x.py", line 9 in <module>\n\n'
        "Extension modules: lxml.etree, shiboken6 (total: 2)"
    )

    assert without_folders(trace).splitlines()[3:5] == [
        '  File "app/gui/feed.py", line 3 in take',
        '  File "x.py", line 9 in <module>',
    ]
    assert "(total: 2)" in without_folders(trace)
    assert without_folders("QFile: /home/ann/a b/c.ini cannot be opened") == (
        "QFile: c.ini cannot be opened"
    )
    assert without_folders(r"Cannot load C:\Users\Ann\qt.dll") == "Cannot load qt.dll"
    assert "ann" not in crash_report(without_folders(trace)).partition("Noticed")[2]


def test_only_the_kinds_of_the_newest_events_are_remembered() -> None:
    recent = RecentEvents()
    for recorded in played_runs.found():
        recent.note(recorded)

    kinds = recent.kinds()

    assert len(kinds) == MOST_EVENTS
    assert kinds[-1].endswith(" run-finished")
    assert any(kind.endswith(" step-finished https-autodiscover") for kind in kinds)
    report = defect_report(caught(), kinds)
    assert report.endswith("run-finished\n")
    assert "contoso" not in report


def test_a_report_names_the_program_and_its_libraries() -> None:
    head = defect_report(caught()).splitlines()[:4]

    assert head[0].startswith("Autodiscope ")
    assert head[1].startswith("Python 3.")
    assert "httpx " in head[2]
    assert head[3] == "Noticed in: a test"


def test_hostile_text_of_qt_stays_on_its_line() -> None:
    report = defect_report(Defect(origin="Qt", message="a\x1b[2J\nb"))

    assert "\x1b" not in report
    assert "Told by Qt: a" in report
