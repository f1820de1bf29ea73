"""Looks for Python's garbage in the thread of the window alone, when that has a moment for it.

Python itself looks in whichever thread makes the next object, in the middle of whatever that does.
What is freed there may be Qt's, whose objects are to go in the thread that they live in. So it
never looks by itself as long as there is a window.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

LOOK_MS: Final = 250
"""A server that fills all limits leaves some megabytes behind in that time."""
NEW: Final = 1_000
"""So many objects more than at the last look are worth one."""
YOUNG_LOOKS: Final = 8
"""So often only the newest are looked at, before it is the turn of what was left of them, too."""
QUIET_LOOKS: Final = 4
"""After so many without anything new one at all of them holds nobody up."""
GROWN: Final = 50_000
"""So many objects more than after the last look at all are worth another, in a quiet moment."""
FAR_GROWN: Final = 200_000
"""And so many whatever goes on: a long list runs for hours."""


class Garbage(QObject):
    """Looks at what is new often, which is short; at all seldom, since that may be felt."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        # What the program begins with stays to its end, and need not be looked at again. Nothing
        # later is passed over: a closed tab is garbage that only a look at all takes away.
        gc.freeze()
        self._known = 0
        self._quiet = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MS)

    def _look(self) -> None:
        new, young_looks, _ = gc.get_count()
        if new < NEW:
            self._quiet += 1
            if self._quiet == QUIET_LOOKS:
                # The longer it takes, the seldomer it is done.
                self._look_at_all(max(GROWN, self._known // 4))
            return
        self._quiet = 0
        if young_looks < YOUNG_LOOKS:
            gc.collect(0)
        else:
            gc.collect(1)
            self._look_at_all(max(FAR_GROWN, self._known))

    def _look_at_all(self, enough: int) -> None:
        if len(gc.get_objects()) - self._known >= enough:
            gc.collect()
            self._known = len(gc.get_objects())
