"""A run in the window that is filled up to all its limits, which takes as little as without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.events import Outcome
from app.domain.failures import FailureKind
from app.domain.options import RunOptions
from app.domain.prompts import Answers
from app.domain.secret import Secret
from app.gui.engine import Sink
from app.gui.garbage import Garbage
from app.gui.late_engine import LateEngine
from app.gui.window import Window
from tests.gui.hands import type_and_start
from tests.support.hostile import as_much_as_possible
from tests.support.hostile_runs import World, stage
from tests.support.hostile_servers import ROOT, Hostile
from tests.support.memory import peak

MOST_MEMORY = 100 << 20
"""Half of it is the session on show; with garbage that piles up it is 160 MB and more."""
LONGEST_MS = 60_000


class Beset(LateEngine):
    """Runs against a server that gives as much as it may."""

    def __init__(self, world: World) -> None:
        super().__init__(keeps_logs=False)
        self._world = world

    def another(self) -> "Beset":
        return Beset(self._world)

    async def run(
        self, options: RunOptions, password: Secret | None, answers: Answers, sink: Sink
    ) -> Outcome:
        scene = as_much_as_possible(f"https://{ROOT}/autodiscover")
        server = Hostile(name="", scene=scene, kind=FailureKind.REDIRECT_LOOP, words="")
        async with stage(self._world, server) as staged:
            return await super().run(staged.options, password, answers, sink)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(Beset(World(tmp_path)))
    qtbot.addWidget(made)
    Garbage(made)
    with qtbot.waitSignal(made.choices_read, timeout=LONGEST_MS):
        made.show()
    yield made
    assert made.stop(5)


def test_it_stays_small(qtbot: QtBot, window: Window) -> None:
    with peak() as memory, qtbot.waitSignal(window.session_ended, timeout=LONGEST_MS):
        type_and_start(window)

    assert window.tab.tree.session.row_count > 500
    assert memory.grown < MOST_MEMORY
