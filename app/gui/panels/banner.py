"""Says in one large sentence what the session came to, or what is going on."""

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.domain.options import RunOptions
from app.domain.titles import ScenarioTitle
from app.gui.marks import icon
from app.gui.panels.labels import PlainLabel
from app.wording import Line
from app.wording.language import _, said

ICON_SIZE = 32


class Banner(QWidget):
    """A sign, a large sentence, the reason below it, and a scenario's lesson."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = QLabel()
        self.headline = PlainLabel(_("Outcome")).enlarge(1.5, bold=True)
        self.reason = PlainLabel(_("Reason"))
        self.lesson = PlainLabel(_("Lesson"))
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setHorizontalSpacing(12)
        layout.setVerticalSpacing(0)
        layout.addWidget(self._sign, 0, 0, 2, 1)
        for row, label in enumerate((self.headline, self.reason, self.lesson)):
            layout.addWidget(label, row, 1)
        layout.setColumnStretch(1, 1)
        self._gives_way = False
        self.hide()

    def show_line(self, line: Line) -> None:
        """Show an outcome, or what is under way."""
        self._sign.setPixmap(icon(line.mark).pixmap(ICON_SIZE, ICON_SIZE))
        self.headline.show_text(line.what)
        self.reason.show_text(line.verdict)
        self.show()

    def show_lesson(self, lesson: str) -> None:
        """Show what a scenario teaches; empty outside of practice."""
        self.lesson.show_text(_("Practice: {lesson}").format(lesson=lesson) if lesson else "")
        self.give_way(is_needed=self._gives_way)

    def give_way(self, *, is_needed: bool) -> None:
        """Leave the lesson's place to something else for now."""
        self._gives_way = is_needed
        self.lesson.setVisible(bool(self.lesson.text()) and not is_needed)


def lesson_text(scenario: ScenarioTitle, overrides: RunOptions) -> str:
    """Say what a scenario is and teaches, and whether it runs as it was meant."""
    is_as_meant = overrides == RunOptions(save=overrides.save)
    title, lesson = said(scenario.title), said(scenario.lesson)
    text = f"{title}. {lesson}" if lesson else title
    return text if is_as_meant else f"{text} {_('(With options of your own.)')}"
