import shutil

import pytest

from tests.benchmarks.verdict import LIMIT_MS, chain_of_three, rows, verdict_ms


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl program is not there")
def test_each_way_is_measured() -> None:
    found = {row.what: row.cpu_ms for row in rows(rounds=1)}

    assert len(found) == 5
    # With a process of its own it takes milliseconds on any machine.
    assert found["openssl verify"] > 0


def test_a_verdict_is_cheap_by_a_wide_margin() -> None:
    # Processor time, so that a busy machine hardly counts; ten times what it may cost.
    assert verdict_ms(chain_of_three(), rounds=50) < 10 * LIMIT_MS
