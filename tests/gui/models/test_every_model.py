"""That no model goes without pytest-qt's tester."""

import importlib
import pkgutil
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel

from app.gui import models


def test_every_model_is_held_to_qts_rules() -> None:
    """See the tests of each module."""
    kinds = {
        kind.__name__
        for module in pkgutil.iter_modules(models.__path__, f"{models.__name__}.")
        for kind in vars(importlib.import_module(module.name)).values()
        if isinstance(kind, type)
        and issubclass(kind, QAbstractItemModel)
        and kind.__module__ == module.name
    }
    tested = "".join(one.read_text() for one in (Path(__file__).parent).glob("*.py"))

    assert kinds == {
        *("SessionTree", "ServiceTable", "SessionList", "SearchedSessions"),
        *("BatchTable", "ShownRows"),
    }
    assert tested.count("qtmodeltester.check(") >= len(kinds)
