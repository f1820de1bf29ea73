"""The program's own icon, out of the pictures that come with it."""

from functools import cache

from PySide6.QtGui import QIcon

from app.paths import resources


@cache
def program_icon() -> QIcon:
    """Give the icon at every size that there is; an empty one where this copy is not whole."""
    icon = QIcon()
    for file in sorted((resources() / "icons").glob("autodiscope-*.png")):
        icon.addFile(str(file))
    return icon
