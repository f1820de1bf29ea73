"""A reader that never comes back fails soon, and what it was reading is told and kept."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import limits
from tests.fuzz.limits import HangError, Limits

ROOT = Path(__file__).parents[2]
DATA = b"\xff<loop>"


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(limits, "KEPT", tmp_path)
    return tmp_path


def compute() -> None:
    while True:
        pass


def wait() -> None:
    threading.Event().wait()


def wait_in_a_loop() -> None:
    asyncio.run(asyncio.Event().wait())


def compute_in_a_callback() -> None:
    """Whose exceptions the loop takes for nobody's."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda *_: None)
        loop.call_soon(compute)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    asyncio.run(main())


@pytest.mark.parametrize("hang", [compute, wait, wait_in_a_loop, compute_in_a_callback])
def test_it_is_ended_and_its_input_named(hang: Callable[[], None], kept: Path) -> None:
    short = Limits(compute_s=0.05, wait_s=0.2)

    wanted = r"xml has computed .* 7 bytes.*<loop>"
    with pytest.raises(HangError, match=wanted) as told, short.hold("xml", DATA):
        hang()

    (path,) = (kept / "xml").iterdir()
    assert str(path) in str(told.value)
    assert path.read_bytes() == DATA


def test_what_has_hung_is_not_read_again() -> None:
    """So that whoever wants to see it fail once more has not to wait once more."""
    short, read = Limits(compute_s=0.05), list[int]()

    @settings(max_examples=50, database=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 1_000))
    def every(number: int) -> None:
        with short.hold("number", str(number).encode()):
            read.append(number)
            if number > 100:
                compute()

    with pytest.raises(HangError, match="number has computed"):
        every()
    assert sum(number > 100 for number in read) == 1


def test_what_is_quick_leaves_nothing_behind(kept: Path) -> None:
    with Limits().hold("xml", DATA):
        pass

    assert list(kept.iterdir()) == []


# This holds the interpreter's lock for good, as a library would in which there is a loop.
STUCK = """
import ctypes, sys
from pathlib import Path
from tests.fuzz import limits

limits.KEPT = Path(sys.argv[1])
with limits.at_hand("certificate", b"der", last_s=0.2):
    ctypes.PyDLL(None).pause()
"""


def test_in_a_call_that_lets_nothing_else_run_the_process_is_ended(kept: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STUCK, str(kept)], cwd=ROOT, check=False, timeout=60
    )

    assert done.returncode == 1
    (data,) = kept.glob("certificate-*[0-9]")
    assert data.read_bytes() == b"der"
    assert "Timeout" in data.with_suffix(".trace").read_text()
