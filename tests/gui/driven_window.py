"""The program itself, with somebody at its window who does what standard input says.

Each line names what to do; each answer is a line that tells what is in sight then.
"""

import gc
import json
import sys
import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from app.__main__ import main
from app.gui.window import Window
from tests.gui.hands import answer_box, click, retype


class Person(QObject):
    """Hears in one thread, and acts in that of the window."""

    heard = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lists = 0
        """How often the list of sessions has come to its end."""
        self._collecting: set[str] = set()
        self._output = sys.stdout
        # What else is said must not come between the answers.
        sys.stdout = sys.stderr
        self.heard.connect(self._act, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self.heard.emit(line)

    def _act(self, line: str) -> None:
        what, *words = json.loads(line)
        made = [one for one in QApplication.allWidgets() if isinstance(one, Window)]
        # Before there is one, only looking makes sense.
        if made:
            if self._note_collection not in gc.callbacks:
                gc.callbacks.append(self._note_collection)
            getattr(self, what)(made[0], *words)
        self._output.write(json.dumps(self._seen(made[0]) if made else {}) + "\n")
        self._output.flush()

    def _note_collection(self, _phase: str, _about: object) -> None:
        self._collecting.add(threading.current_thread().name)

    # --- what can be done ------------------------------------------------------------------

    def look(self, _window: Window) -> None:
        """Look only."""

    def practise(self, window: Window, scenario: str) -> None:
        window.menus.new_tab.trigger()
        window.starting.practise(scenario)

    def check(self, window: Window, address: str, resolver: str = "") -> None:
        window.menus.new_tab.trigger()
        window.form.further.network.resolvers.setText(resolver)
        retype(window.form.address, address)
        click(window.form.start)

    def cancel(self, window: Window) -> None:
        window.menus.cancel.trigger()

    def note(self, window: Window, text: str) -> None:
        note = window.tab.view.results.note
        note.text.setPlainText(text)
        note.commit()

    def save(self, window: Window, target: str) -> None:
        window.saving.save(window.tab, Path(target))

    def export(self, window: Window, target: str) -> None:
        window.saving.export(window.tab, Path(target), "text", masked=False)

    def list_sessions(self, window: Window) -> None:
        if not self._lists:
            window.kept.window.listed.connect(self._note_list)
        window.menus.sessions.trigger()
        window.kept.window.refresh()

    def delete(self, window: Window, name: str) -> None:
        shown = window.kept.window
        index = shown.shown.mapFromSource(shown.sessions.index_of(name))
        shown.table.selectRow(index.row())
        click(shown.delete)
        answer_box(shown, "Delete")

    def move_list(self, window: Window, x: int, y: int) -> None:
        window.kept.window.move(x, y)
        window.kept.window.close()

    def move_certificate(self, window: Window, x: int, y: int) -> None:
        window.menus.certificate.trigger()
        window.tools.certificate.move(x, y)
        window.tools.certificate.close()

    def close(self, window: Window) -> None:
        window.window().close()

    # --- what is in sight ------------------------------------------------------------------

    def _note_list(self) -> None:
        self._lists += 1

    def _seen(self, window: Window) -> dict[str, Any]:
        tab = window.tab
        seen = {
            "word": tab.state.word,
            "log": str(tab.log or ""),
            "complaint": window.complaint.text,
            "status": window.status.currentMessage(),
            "lists": self._lists,
            "collecting": sorted(self._collecting),
            "collects_anywhere": gc.isenabled(),
        }
        if self._lists:
            shown = window.kept.window
            rows = (shown.sessions.index(row, 0) for row in range(shown.sessions.rowCount()))
            seen["listed"] = sorted(shown.sessions.line(one).name for one in rows)
            seen["list_complaint"] = shown.complaint.text
        return seen


if __name__ == "__main__":
    person = Person()
    sys.argv[1:] = []
    main()
