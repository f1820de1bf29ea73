"""Keeps in the settings file for how long, and up to what size, session logs are kept."""

from typing import Final

from PySide6.QtCore import QSettings

from app.domain.listed import Keeping

LONGEST_DAYS: Final = 36_500
MOST_MEGABYTES: Final = 1_000_000


def read_keeping(settings: QSettings) -> Keeping:
    """Give the limits; what is missing, or was spoilt by hand, is as it is in the beginning."""
    usual = Keeping()
    return Keeping(
        days=_number(settings, "sessions/days", usual.days, LONGEST_DAYS),
        megabytes=_number(settings, "sessions/megabytes", usual.megabytes, MOST_MEGABYTES),
    )


def write_keeping(settings: QSettings, keeping: Keeping) -> None:
    """Keep the limits."""
    settings.setValue("sessions/days", keeping.days)
    settings.setValue("sessions/megabytes", keeping.megabytes)
    settings.sync()


def _number(settings: QSettings, key: str, usual: int, most: int) -> int:
    # An Ini file gives texts.
    text = str(settings.value(key, ""))
    return int(text) if text.isascii() and text.isdigit() and int(text) <= most else usual
