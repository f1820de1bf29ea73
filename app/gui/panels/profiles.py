"""Lists the emulated clients in a field of a form."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from app.domain.titles import ProfileTitle
from app.wording.language import said


def list_profiles(box: QComboBox, profiles: Sequence[ProfileTitle]) -> None:
    """Fill the list; what was chosen stays chosen, and nothing changes as long as none is known."""
    if not profiles:
        return
    chosen = box.currentData()
    box.clear()
    default, *others = profiles
    # Not named, so that a scenario can name another one.
    box.addItem(said(default.title), "")
    for profile in others:
        box.addItem(said(profile.title), profile.name)
    box.setCurrentIndex(max(0, box.findData(chosen)))
