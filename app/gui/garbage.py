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
YOUNG_LOOKS: Final = 4
"""So often only the newest are looked at, before it is the turn of what was left of them, too."""
QUIET_LOOKS: Final = 4
"""After so many without anything new a longer one holds nobody up."""
GROWN: Final = 50_000
"""So many objects more since the last look at all of them are worth one."""


class Garbage(QObject):
    """Looks at what is new often, which is short; at everything when nothing goes on any more."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._grown = 0
        self._enough = GROWN
        self._quiet = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MS)

    def _look(self) -> None:
        new, young_looks, _ = gc.get_count()
        if new >= NEW:
            self._quiet = 0
            self._grown += new
            gc.collect(1 if young_looks >= YOUNG_LOOKS else 0)
            return
        self._quiet += 1
        if self._quiet < QUIET_LOOKS:
            return
        if not gc.get_freeze_count():
            # What the program begins with is most of what there is, and stays to its end: nobody
            # who has just begun to type is to wait for a look at it.
            gc.freeze()
            self._grown = 0
        elif self._grown >= self._enough:
            gc.collect()
            self._grown = 0
            # The longer it takes, the seldomer it is done.
            self._enough = max(GROWN, len(gc.get_objects()) // 4)
