"""Makes the checks one after the other, each within its limit, and tells of each as it ends."""

import os
import threading
import time
import traceback
from collections.abc import Callable, Sequence

from app.selftest.catalogue import CHECKS
from app.selftest.check import Check, NotWholeError, Result, Seen, State
from app.selftest.report import Report

FAILED = 1
GRACE_S = 5.0
"""What a check in the main thread may take beyond its own limit before the program is ended."""


def self_test(report: Report, checks: Sequence[Check] = CHECKS) -> int:
    """Make all checks, also after one has failed, and give the exit status."""
    report.begin()
    for check in checks:
        report.announce(check.name)
        result = in_main_thread(check, report) if check.in_main_thread else _beside(check)
        report.add(result)
    return report.end()


def _beside(check: Check) -> Result:
    """Make a check in a thread, which is left alone once the limit has passed."""
    results: list[Result] = []
    thread = threading.Thread(
        target=lambda: results.append(_made(check)), name=check.name, daemon=True
    )
    thread.start()
    thread.join(check.limit_s)
    return results[0] if results else _endless(check, check.limit_s)


def in_main_thread(
    check: Check, report: Report, end_program: Callable[[int], None] = os._exit
) -> Result:
    """Make a check here, and end the program where it does not come back."""
    limit_s = check.limit_s + GRACE_S

    def give_up() -> None:
        report.add(_endless(check, limit_s))
        report.end()
        end_program(FAILED)

    watchman = threading.Timer(limit_s, give_up)
    watchman.daemon = True
    watchman.start()
    try:
        return _made(check)
    finally:
        watchman.cancel()


def _endless(check: Check, limit_s: float) -> Result:
    text = f"It did not end within {limit_s:g} s."
    return Result(name=check.name, state=State.FAILED, text=text, took_ms=limit_s * 1000)


def _made(check: Check) -> Result:
    begun = time.perf_counter()
    state, text = _outcome(check)
    took_ms = (time.perf_counter() - begun) * 1000
    return Result(name=check.name, state=state, text=text, took_ms=took_ms)


def _outcome(check: Check) -> tuple[State, str]:
    try:
        seen: Seen = check.look()
    except NotWholeError as error:
        return State.FAILED, str(error)
    except Exception as error:  # noqa: BLE001 - whatever is wrong in one, the others shall be made
        where = traceback.extract_tb(error.__traceback__)[-1]
        text = f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})"
        return State.FAILED, text
    return (State.REMARK if seen.is_remark else State.PASSED), seen.text
