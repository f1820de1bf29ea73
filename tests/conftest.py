"""What holds for every test: no network but its own, no screen, none of the user's files."""

import gc
import os
import signal
from collections.abc import Iterator

import hypothesis
import pytest

from tests.support import namespace

# Before anything imports PySide6; a test that wants a real screen starts a process of its own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Texts are compared in English, whoever runs the tests; gettext asks this variable first.
os.environ["LANGUAGE"] = "en"

# A shell lets what it starts in the background pass over Ctrl-C, and so would every program that
# the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Here, since later there are threads, which would stay behind, and parallel workers, which could no
# longer leave as an ordinary user. Where it cannot be done only the tests marked `real` need it,
# and they say why they fail.
namespace.isolate()

# The same examples in every run, and no stop-watch: what fails fails again, and a busy machine is
# no failure. `--hypothesis-profile=default` looks for new examples.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True)
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def folders_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings and data go where platformdirs and Qt look first: a folder for this test run."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            folder = tmp_path_factory.mktemp(kind.lower())
            patch.setenv(f"XDG_{kind}_HOME", str(folder))
        yield


@pytest.fixture(autouse=True)
def _garbage_as_ever() -> Iterator[None]:
    """Look for garbage as before: a window that was started here has put an end to that."""
    was_enabled = gc.isenabled()
    yield
    gc.unfreeze()
    if was_enabled:
        gc.enable()
