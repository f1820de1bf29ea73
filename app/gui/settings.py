"""What the window keeps from one start to the next, in one file that a person can read."""

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

from app.wording.language import LANGUAGES

VERSION = 1
"""Of the keys about the window: what another version wrote is left alone until written over."""


def settings() -> QSettings:
    """Give the settings; what is set is on the disk when the object goes, or sooner."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)


def kept_language() -> str:
    """Give the code of the language that was chosen; empty for the system's."""
    code = settings().value("language", "")
    return code if isinstance(code, str) and code in LANGUAGES else ""
