"""These tests call Windows itself: they run on Windows, or in Wine by `make windows`."""

import ctypes
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ON_WINDOWS = sys.platform == "win32"
# Not `ctypes.WinDLL` as it stands: the type checker runs elsewhere, where there is none.
ON_WINE = ON_WINDOWS and hasattr(getattr(ctypes, "windll").ntdll, "wine_get_version")  # noqa: B009


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    elsewhere = pytest.mark.skipif(not ON_WINDOWS, reason="calls Windows; see `make windows`")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.windows)
            item.add_marker(elsewhere)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def wine() -> None:
    """For what may be done to Wine's Windows only, or what is known of it alone."""
    if not ON_WINE:
        pytest.skip("would change the settings of this PC, or holds for Wine only")


@pytest.fixture
def on_wine() -> bool:
    return ON_WINE
