"""The language of the window: chosen in its menu, kept, and told to Qt for Qt's own texts."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.gui.settings import kept_language, settings
from app.wording.language import ENGLISH, LANGUAGES, _, language, speak

_KEY = "language"


def keep_language(code: str) -> None:
    """Speak this language from the next start on; an empty code is the system's."""
    settings().setValue(_KEY, code)


def speak_in(application: QCoreApplication, wished: str) -> None:
    """Let the window speak the language wished for, else the one kept, else the system's.

    The system's is spoken already. Numbers and dates of the window keep the system's form.
    """
    if code := wished or kept_language():
        speak(code)
    if language() != ENGLISH:
        texts = QTranslator(application)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if texts.load(f"qtbase_{language()}", folder):
            application.installTranslator(texts)


class LanguageMenu(QMenu):
    """The choice of a language, which is taken at the next start of the program."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("&Language"), parent)
        self.setToolTipsVisible(True)
        group = QActionGroup(self)
        kept = kept_language()
        for code, title in {"": _("&System"), **LANGUAGES}.items():
            action = self.addAction(title)
            action.setCheckable(True)
            action.setChecked(code == kept)
            action.setStatusTip(_("Taken when the program is started the next time"))
            action.setToolTip(action.statusTip())
            action.triggered.connect(lambda _checked, code=code: keep_language(code))
            group.addAction(action)
