"""What stands in the menu bar, which is painted before there are menus."""

from app.wording.language import _


def menu_titles() -> tuple[str, str, str, str, str, str]:
    """Give the titles from left to right."""
    return _("&File"), _("&Run"), _("&View"), _("&Practice"), _("&Tools"), _("&Help")
