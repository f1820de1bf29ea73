"""The rows for entry in windows of many widths: nothing is cut off, and Tab goes the same way."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGroupBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.titles import ProfileTitle
from app.gui.panels.form import RunForm
from app.wording.language import speaking
from tests.gui.hands import click, press

WIDE = 1_342
NARROW = 916
"""A window of 940 pixels, as on a screen of 1920 at 200 %, without its margins."""
OUTLOOK = ProfileTitle(name="outlook-2007", title="Outlook 2007 (SP1 and later)")


@pytest.fixture(params=["en", "de"])
def form(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[RunForm]:
    with speaking(request.param):
        made = RunForm()
        qtbot.addWidget(made)
        made.offer_profiles((OUTLOOK,))
        made.resize(WIDE, 700)
        made.show()
        yield made


def parts(form: RunForm) -> list[QWidget]:
    rows = form.rows
    return [one for one in rows.findChildren(QWidget) if one.parentWidget() is rows]


def narrow(form: RunForm) -> None:
    form.resize(NARROW, form.height())
    QApplication.processEvents()


def is_whole(widget: QWidget) -> bool:
    above = widget.parentWidget()
    assert above is not None
    least = widget.minimumSizeHint().width()
    return above.rect().contains(widget.geometry()) and widget.width() >= least


def test_a_wide_window_has_one_row_of_fields(form: RunForm) -> None:
    fields = (form.address, form.username, form.password, form.profile, form.joined, form.start)

    assert len({one.geometry().center().y() for one in fields}) == 1
    assert all(map(is_whole, parts(form)))


def test_a_narrow_one_has_two_and_cuts_nothing_off(form: RunForm) -> None:
    assert form.minimumSizeHint().width() <= NARROW

    narrow(form)

    assert form.width() == NARROW
    assert form.profile.y() > form.address.geometry().bottom()
    assert form.start.geometry().center().y() == form.profile.geometry().center().y()
    assert all(map(is_whole, parts(form)))
    assert form.address.width() > 300
    captions = [one for one in parts(form) if isinstance(one, QLabel)]
    for caption in captions:
        field = caption.buddy()
        assert field is not None
        assert caption.x() == field.x()
        assert 0 < field.y() - caption.y() < 2 * caption.height()


def test_it_has_one_row_again_where_there_is_room(form: RunForm) -> None:
    before = [one.geometry() for one in parts(form)]
    narrow(form)

    form.resize(WIDE, form.height())
    QApplication.processEvents()

    assert [one.geometry() for one in parts(form)] == before


def tab_order(form: RunForm) -> list[QWidget | None]:
    form.address.setFocus()
    found: list[QWidget | None] = []
    for _time in range(len(parts(form))):
        found.append(QApplication.focusWidget())
        press(found[-1] or form, Qt.Key.Key_Tab)
    return found


def test_tab_goes_the_same_way_in_both(qtbot: QtBot, form: RunForm) -> None:
    form.activateWindow()
    form.address.setFocus()
    qtbot.waitUntil(form.address.hasFocus)
    before = tab_order(form)
    narrow(form)

    assert tab_order(form) == before
    assert before[:5] == [form.address, form.username, form.password, form.profile, form.joined]


def test_the_further_options_fit_too_and_scroll_where_it_is_low(form: RunForm) -> None:
    narrow(form)
    click(form.more)
    QApplication.processEvents()

    assert form.width() == NARROW
    assert form.minimumSizeHint().width() <= NARROW
    further = form.further
    assert form.unfolded.horizontalScrollBar().maximum() == 0
    assert (
        further.certificates.redirects.visibleRegion().boundingRect().width()
        == further.certificates.redirects.width()
    )
    form.resize(NARROW, form.minimumSizeHint().height())
    QApplication.processEvents()
    assert form.unfolded.verticalScrollBar().maximum() > 0
    assert (
        further.client.mode.visibleRegion().boundingRect().height() == further.client.mode.height()
    )


def test_an_option_that_is_out_of_sight_comes_into_it_by_tab(qtbot: QtBot, form: RunForm) -> None:
    narrow(form)
    click(form.more)
    form.activateWindow()
    form.resize(NARROW, form.minimumSizeHint().height())
    further = form.further
    further.client.mode.setFocus()
    qtbot.waitUntil(further.client.mode.hasFocus)
    assert further.certificates.in_background.visibleRegion().isEmpty()

    for _time in range(60):
        if further.certificates.in_background.hasFocus():
            break
        press(QApplication.focusWidget() or form, Qt.Key.Key_Tab)

    assert further.certificates.in_background.hasFocus()
    assert not further.certificates.in_background.visibleRegion().isEmpty()


def test_in_a_wide_window_the_three_groups_stand_beside_each_other(form: RunForm) -> None:
    click(form.more)
    QApplication.processEvents()

    further = form.further
    tops = {one.mapTo(further, one.rect().topLeft()).y() for one in further.findChildren(QGroupBox)}
    assert len(tops) == 1
    assert form.unfolded.verticalScrollBar().maximum() == 0
