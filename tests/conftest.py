"""What holds for every test: Qt draws off screen, and the user's own files are out of reach."""

import os
from collections.abc import Iterator

import pytest

# Before anything imports PySide6; a test that wants a real screen starts a process of its own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session", autouse=True)
def folders_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings and data go where platformdirs and Qt look first: a folder for this test run."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            folder = tmp_path_factory.mktemp(kind.lower())
            patch.setenv(f"XDG_{kind}_HOME", str(folder))
        yield
