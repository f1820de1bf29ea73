"""What the program says of itself, and of the parts of others in it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import __version__
from app.gui.panels import about
from app.gui.panels.about import about_box


def test_the_box_names_the_version_and_lists_the_licences(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    box = about_box(parent)

    assert __version__ in box.text()
    assert "PySide6_Essentials" in box.detailedText()
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in box.detailedText()


def test_a_copy_without_the_list_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(about, "resources", lambda: tmp_path)

    assert "missing in this copy" in about.licences()
