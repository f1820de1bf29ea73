"""The dialogs for session files."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.wording.language import _


def ask_for_session(parent: QWidget) -> Path | None:
    """Have a file chosen to be opened."""
    name, _kind = QFileDialog.getOpenFileName(
        parent,
        _("Open a session"),
        "",
        _(
            "Sessions and other programs' logs (*.autodiscope *.log *.txt *.xml *.html);;"
            "All files (*)"
        ),
    )
    return Path(name) if name else None


def ask_for_export(parent: QWidget) -> tuple[Path, str] | None:
    """Have a file named to be exported to; its suffix, or else the kind chosen, says the format."""
    # What exports has the judge's libraries, which the first painting need not wait for.
    from app.export import EXPORTERS, suffixes, titles

    suffix_of = {name: one.suffix for name, one in EXPORTERS.items()}
    kinds = {f"{title} (*{suffix_of[name]})": suffix_of[name] for name, title in titles().items()}
    name, kind = QFileDialog.getSaveFileName(parent, _("Export the session"), "", ";;".join(kinds))
    if not name:
        return None
    target = Path(name)
    if target.suffix.lower() not in suffixes():
        suffix = kinds.get(kind, next(iter(kinds.values())))
        target = target.with_name(target.name + suffix)
    return target, suffixes()[target.suffix.lower()]


def ask_for_target(parent: QWidget) -> Path | None:
    """Have a file named to be written, with the usual suffix where it has none."""
    name, _kind = QFileDialog.getSaveFileName(
        parent, _("Save the session"), "", _("Autodiscope sessions (*.autodiscope);;All files (*)")
    )
    if not name:
        return None
    target = Path(name)
    return target if target.suffix else target.with_suffix(".autodiscope")
