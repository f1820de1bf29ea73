"""Names what told something of the PC as the window does: an option by its field in the form."""

from app.wording.language import _, said


def named_in_window(origin: str) -> str:
    """Give the field of an option, and of anything else what the terminal says, too."""
    field = _field(origin)
    return _('the field "{name}"').format(name=field) if field else said(origin)


def briefly_named(origin: str) -> str:
    """Give the same in fewer words: the name of the field alone."""
    field = _field(origin)
    return _('"{name}"').format(name=field) if field else said(origin)


def _field(origin: str) -> str:
    return {
        "--joined": _("PC joined to a domain"),
        "--directory": _("Directory"),
        "--site": _("Active Directory site"),
        "--policy": _("Registry policies"),
        "--local-xml": _("Local XML file"),
        "--proxy": _("Proxy"),
        "--no-proxy": _("Proxy"),
        "--connect": _("Reach hosts at"),
    }.get(origin, "")
