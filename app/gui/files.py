"""The dialogs in which a file is chosen, to be read or to be written."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

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
    target = ask_for_target(parent, _("Export the session"), kinds, known=tuple(suffixes()))
    return (target, suffixes()[target.suffix.lower()]) if target else None


def ask_for_session_target(parent: QWidget) -> Path | None:
    """Have a file named to save a session in."""
    kinds = {_("Autodiscope sessions (*.autodiscope)"): ".autodiscope"}
    return ask_for_target(parent, _("Save the session"), kinds)


def ask_for_chain_target(parent: QWidget) -> Path | None:
    """Have a file named to save a certificate's chain in."""
    return ask_for_target(parent, _("Save the chain"), {_("PEM files (*.pem)"): ".pem"})


def ask_for_target(
    parent: QWidget,
    title: str,
    kinds: Mapping[str, str],
    *,
    known: Sequence[str] = (),
    name: str = "",
) -> Path | None:
    """Have a file named to be written; it gets the suffix of the kind chosen where it has none.

    `kinds` are filters and their suffixes; where some are `known`, any other is none.
    """
    filters = list(kinds) if known else [*kinds, _("All files (*)")]
    typed, kind = QFileDialog.getSaveFileName(parent, title, name, ";;".join(filters))
    if not typed:
        return None
    target = Path(typed)
    if target.suffix.lower() in known or (target.suffix and not known):
        return target
    suffix = kinds.get(kind, next(iter(kinds.values())))
    target = target.with_name(target.name + suffix)
    # The dialog has asked about the name that was typed, which is another one.
    return target if not target.is_file() or _may_write_over(parent, title, target) else None


def _may_write_over(parent: QWidget, title: str, target: Path) -> bool:
    box = QMessageBox(
        QMessageBox.Icon.Question,
        title,
        _("{file} is there already. Write over it?").format(file=target.name),
        QMessageBox.StandardButton.Cancel,
        parent,
    )
    box.setTextFormat(Qt.TextFormat.PlainText)
    yes = box.addButton(_("&Write over"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is yes
