from pathlib import Path

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from tests.benchmarks.opened import opened_elsewhere, write_log


def test_a_log_is_opened_in_a_process_of_its_own(tmp_path: Path) -> None:
    log = tmp_path / "long.autodiscope"
    write_log(600, log)

    opened = opened_elsewhere(log)

    assert opened.took_s > 0
    assert opened.full_kb > opened.empty_kb > 0
