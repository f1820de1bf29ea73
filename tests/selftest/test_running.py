"""Checks one after the other: bounded, and none of them stops the rest."""

import threading
from pathlib import Path

import pytest

from app.selftest import running, self_test
from app.selftest.check import Check, NotWholeError, Seen
from app.selftest.report import Report
from app.wording.language import speaking


def good() -> Seen:
    return Seen(text="seen")


def lacking() -> Seen:
    raise NotWholeError("A file is missing.")


def defective() -> Seen:
    shelves: dict[str, str] = {}
    return Seen(text=shelves["nothing"])


def remarkable() -> Seen:
    return Seen(text="the PC has none", is_remark=True)


def endless() -> Seen:
    threading.Event().wait(30)
    return Seen(text="too late")


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def report(lines: list[str], tmp_path: Path) -> Report:
    return Report(lines.append, tmp_path / "report.txt")


def test_a_whole_copy_passes_with_a_remark(report: Report, lines: list[str]) -> None:
    checks = (Check(name="one", look=good), Check(name="two", look=remarkable))

    assert self_test(report, checks) == 0
    assert lines[1].startswith("ok      one            seen (")
    assert lines[2].startswith("remark  two            the PC has none (")
    assert lines[-1] == "All 2 checks passed: this copy is whole.\n"


def test_it_is_told_in_the_language_of_the_program(lines: list[str]) -> None:
    checks = (Check(name="one", look=lambda: Seen(text="html 1,234 bytes; text 12 bytes")),)

    with speaking("de"):
        self_test(Report(lines.append), checks)

    assert lines[1].startswith("ok      one            html 1.234 Byte; text 12 Byte (")
    assert lines[-1] == "Alle 1 Prüfungen bestanden: Diese Kopie ist ganz.\n"


def test_what_fails_stops_nothing_and_is_summed_up(report: Report, lines: list[str]) -> None:
    checks = (
        Check(name="lack", look=lacking),
        Check(name="defect", look=defective),
        Check(name="last", look=good),
    )

    assert self_test(report, checks) == 1
    assert lines[1].startswith("FAILED  lack           A file is missing.")
    assert lines[2].startswith("FAILED  defect         KeyError: 'nothing' (defective, line ")
    assert lines[3].startswith("ok      last")
    assert lines[-1] == "2 of 3 checks failed: lack, defect.\n"


def test_a_check_without_end_is_left_alone(report: Report, lines: list[str]) -> None:
    checks = (Check(name="hangs", look=endless, limit_s=0.05), Check(name="last", look=good))

    assert self_test(report, checks) == 1
    assert lines[1].startswith("FAILED  hangs          It did not end within 0.05 s.")
    assert lines[2].startswith("ok      last")


def test_the_program_is_ended_where_the_window_never_comes_back(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    statuses: list[int] = []

    def end(status: int) -> None:
        statuses.append(status)
        ended.set()

    def hang() -> Seen:
        # As Qt may, inside a call that Python cannot break off.
        assert ended.wait(10)
        return good()

    monkeypatch.setattr(running, "GRACE_S", 0.02)
    check = Check(name="window", look=hang, limit_s=0.02, in_main_thread=True)

    running.in_main_thread(check, report, end)

    assert statuses == [1]
    assert "FAILED  window" in (tmp_path / "report.txt").read_text(encoding="utf-8")


def test_the_main_thread_makes_what_only_it_may(report: Report) -> None:
    where: list[threading.Thread] = []

    def look() -> Seen:
        where.append(threading.current_thread())
        return good()

    checks = [Check(name=f"{one}", look=look, in_main_thread=one) for one in (True, False)]

    assert self_test(report, checks) == 0
    assert [one is threading.main_thread() for one in where] == [True, False]


def test_the_file_tells_which_check_ended_the_process(report: Report, tmp_path: Path) -> None:
    seen: list[str] = []

    def look() -> Seen:
        seen.append((tmp_path / "report.txt").read_text(encoding="utf-8"))
        return good()

    self_test(report, [Check(name="window", look=look)])

    assert seen[0].endswith("begun   window\n")
    last = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "begun" not in last
    assert last.endswith("All 1 checks passed: this copy is whole.\n")


def test_a_text_of_a_library_stays_one_line(report: Report, lines: list[str]) -> None:
    def look() -> Seen:
        raise NotWholeError("one\ntwo\x1b[31m")

    self_test(report, [Check(name="library", look=look)])

    assert lines[1].startswith("FAILED  library        one two\ufffd[31m")
