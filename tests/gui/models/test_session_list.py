"""The list of session logs, sorted and searched."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QDate, QDateTime, Qt, QTime, QTimeZone
from PySide6.QtGui import QIcon
from pytestqt.modeltest import ModelTester

from app.domain.events import Outcome
from app.domain.listed import Listed
from app.gui.models.session_list import Column, SessionList
from app.gui.models.sorted_lines import SortedLines

Role = Qt.ItemDataRole


def session(number: int, **changes: object) -> Listed:
    values: dict[str, object] = {
        "name": f"{number}.autodiscope",
        "size": 1,
        "changed_ns": number,
        "started_at": datetime(2026, 1, number, 10, 5, tzinfo=UTC),
        "address": f"user{number}@contoso.com",
        "outcome": Outcome.FOUND,
    }
    return Listed(**values | changes)  # type: ignore[arg-type]


def shown(proxy: SortedLines, column: Column = Column.ADDRESS) -> list[str]:
    return [proxy.index(row, column).data() for row in range(proxy.rowCount())]


def test_the_model_keeps_qt_s_rules(qtmodeltester: ModelTester) -> None:
    model = SessionList()
    proxy = SortedLines(model)
    model.add(map(session, (1, 2, 3)))
    model.add([session(2, note="changed"), session(4)])
    model.remove(["1.autodiscope", "none"])

    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    qtmodeltester.check(proxy)  # type: ignore[no-untyped-call]


def test_a_line_tells_date_address_outcome_finding_and_note() -> None:
    model = SessionList()
    model.add([session(1, finding="<b>Expired</b>\x1b", note="first\nsecond")])

    cells = [model.index(0, column).data() for column in Column]

    moment = QDateTime(QDate(2026, 1, 1), QTime(10, 5), QTimeZone.utc()).toLocalTime()
    # Without a system of its own the program writes the neutral form.
    assert cells[0] == moment.toString("yyyy-MM-dd HH:mm")
    assert cells[1:3] == ["user1@contoso.com", "Settings found"]
    assert cells[3].startswith("<b>Expired</b>")
    assert "\x1b" not in cells[3]
    assert cells[4] == "first second"
    tip = model.index(0, Column.NOTE).data(Role.ToolTipRole)
    assert "<b>" not in model.index(0, Column.FINDING).data(Role.ToolTipRole)
    assert "first second" in tip
    assert isinstance(model.index(0, Column.OUTCOME).data(Role.DecorationRole), QIcon)
    assert model.index(0, Column.NOTE).data(Role.DecorationRole) is None


def test_what_cannot_be_read_goes_by_its_name_and_says_why() -> None:
    model = SessionList()
    model.add([session(1, started_at=None, address="", outcome=None, trouble="Is damaged.")])

    cells = [model.index(0, column).data() for column in Column]

    assert cells == ["", "1.autodiscope", "Unreadable", "Is damaged.", ""]


def test_the_columns_have_headings() -> None:
    model = SessionList()

    headings = [model.headerData(one, Qt.Orientation.Horizontal) for one in Column]

    assert headings == ["Date", "Address", "Outcome", "First finding", "Note"]
    assert model.headerData(0, Qt.Orientation.Vertical) is None


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (Column.DATE, "312"),
        (Column.ADDRESS, "312"),
        (Column.OUTCOME, "231"),
        (Column.NOTE, "231"),
    ],
)
def test_each_column_sorts_by_what_it_means(column: Column, order: str) -> None:
    model = SessionList()
    proxy = SortedLines(model)
    model.add(
        [
            session(1, started_at=datetime(2026, 10, 1, tzinfo=UTC), address="b@x", note="Zebra"),
            session(
                2,
                started_at=datetime(2026, 9, 30, tzinfo=UTC),
                address="C@x",
                outcome=Outcome.CANCELLED,
                note="",
            ),
            session(
                3,
                started_at=datetime(2025, 12, 31, tzinfo=UTC),
                address="A@x",
                outcome=Outcome.NOT_FOUND,
                note="apple",
            ),
        ]
    )

    proxy.sort(column, Qt.SortOrder.AscendingOrder)

    if column is Column.DATE:
        order = "321"
    names = [model.line(proxy.mapToSource(proxy.index(row, 0))).name for row in range(3)]
    assert names == [f"{number}.autodiscope" for number in order]


def test_a_search_keeps_what_has_every_word_and_follows_changes() -> None:
    model = SessionList()
    proxy = SortedLines(model)
    model.add([session(1, note="Ticket 4711"), session(2), session(3, outcome=Outcome.NOT_FOUND)])

    proxy.show_only(model.matching("contoso ticket"))
    assert shown(proxy) == ["user1@contoso.com"]
    model.add([session(2, note="another ticket"), session(4, note="no such word")])
    assert sorted(shown(proxy)) == ["user1@contoso.com", "user2@contoso.com"]
    proxy.show_only(model.matching("SETTINGS user3"))
    assert shown(proxy) == ["user3@contoso.com"]
    proxy.show_only(model.matching(""))
    assert len(shown(proxy)) == 4


def test_what_is_removed_leaves_the_others_findable() -> None:
    model = SessionList()
    model.add(map(session, range(1, 6)))

    model.remove(["1.autodiscope", "3.autodiscope"])

    assert [model.index_of(f"{n}.autodiscope").row() for n in range(1, 6)] == [-1, 0, -1, 1, 2]
    assert not model.index_of("3.autodiscope").isValid()
    model.add([session(4, note="new")])
    assert model.index(1, Column.NOTE).data() == "new"
