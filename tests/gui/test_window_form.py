"""What the form holds goes to the engine, and what is wrong with it comes back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.options import RunOptions
from app.gui.frame import HEIGHT, WIDTH
from app.gui.window import Window
from tests.gui.fake_engine import PROFILES, FakeEngine
from tests.gui.hands import click, paste_into, pick, press, retype, run, tick, type_into
from tests.gui.recordings import found
from tests.gui.values import ADDRESS, consent

OpenWindow = Callable[[FakeEngine], Window]


def test_what_the_form_holds_goes_to_the_engine(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    form = window.form
    type_into(form.username, "CONTOSO\\ann")
    type_into(form.password, "Winter!2007")
    pick(form.profile, 1)
    pick(form.joined, 1)
    click(form.more)
    assert form.further.client.directory.isVisible()
    type_into(form.further.client.directory, "ldap://dc01")
    pick(form.further.client.mode, 1)
    tick(form.further.certificates.in_background)

    type_into(form.address, ADDRESS)
    with qtbot.waitSignal(window.session_ended):
        press(form.address, Qt.Key.Key_Return)

    assert engine.options == RunOptions(
        address=ADDRESS,
        username="CONTOSO\\ann",
        profile="outlook-2007-rtm",
        joined="yes",
        directory="ldap://dc01",
        mode="survey",
        consent="deny",
        security_alert="skip",
    )
    assert engine.password
    assert engine.password.reveal() == "Winter!2007"
    assert form.password.echoMode() == form.password.EchoMode.Password


def test_without_a_password_none_is_given(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)

    with qtbot.waitSignal(window.session_ended):
        type_into(window.form.address, f" {ADDRESS} ")
        press(window, window.menus.start.shortcut())

    assert engine.password is None
    assert engine.options == RunOptions(address=ADDRESS)


def test_the_profiles_come_from_the_engine(open_window: OpenWindow) -> None:
    window = open_window(FakeEngine())

    titles = [window.form.profile.itemText(at) for at in range(window.form.profile.count())]
    assert titles == [profile.title for profile in PROFILES]
    window.form.offer_profiles(())
    assert window.form.profile.count() == len(PROFILES)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "Type an e-mail address"),
        ("nonsense", "is no e-mail address"),
        ("ann@localhost", "single label"),
        ("ann@[192.0.2.1]", "IP address"),
        ("ann@com.br", "public suffix"),
        ("ann @contoso.com", "no spaces"),
        ("a" * 10_240 + "@contoso.com", "at most 254 characters"),
    ],
)
def test_a_wrong_address_shows_one_line_and_nothing_is_lost(
    qtbot: QtBot, open_window: OpenWindow, address: str, says: str
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    run(qtbot, window)
    rows, engine.options = window.tab.tree.session.row_count, None

    retype(window.form.address, "")
    paste_into(window.form.address, address)
    click(window.form.start)

    assert says in window.complaint.text
    assert "\n" not in window.complaint.text
    assert window.complaint.isVisible()
    assert window.form.address.text() == address
    assert window.tab.tree.session.row_count == rows
    assert engine.options is None


def test_what_the_engine_finds_wrong_shows_one_line_and_nothing_is_lost(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    run(qtbot, window)
    rows = window.tab.tree.session.row_count

    engine.wrong_use = "Write the directory as ldap://HOST."
    with qtbot.waitSignal(window.session_ended):
        click(window.form.start)

    assert window.complaint.text == "Write the directory as ldap://HOST."
    assert window.tab.tree.session.row_count == rows
    assert window.tab.view.banner.headline.text().startswith("Outlook finds")
    assert window.status.text.startswith("Ended after ")
    engine.wrong_use = ""
    with qtbot.waitSignal(window.session_ended):
        click(window.form.start)
    assert window.complaint.text == ""


def test_the_options_make_room_for_a_run_and_say_that_they_hold(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(found()))
    form = window.form
    click(form.more)
    type_into(form.further.client.site, "Paris")
    tick(form.further.network.probes)

    run(qtbot, window)

    assert not form.further.isVisible()
    assert form.more.text() == "More &options (2 set)"
    assert form.more.accessibleName() == "More options (2 set)"
    click(form.more)
    assert form.more.text() == "More &options"
    assert form.further.client.site.text() == "Paris"


def test_options_that_are_refused_stay_in_sight(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    engine.wrong_use = "--timeout is more than 0 and at most 600 seconds."
    window = open_window(engine)
    click(window.form.more)
    type_into(window.form.address, ADDRESS)
    type_into(window.form.further.network.timeout, "soon")

    with qtbot.waitSignal(window.session_ended):
        press(window.form.further.network.timeout, Qt.Key.Key_Return)

    assert window.complaint.text == engine.wrong_use
    assert window.form.further.network.timeout.isVisible()
    assert window.form.further.network.timeout.text() == "soon"


def test_the_window_keeps_its_width_whether_options_are_open_or_not(
    open_window: OpenWindow,
) -> None:
    window = open_window(FakeEngine())
    click(window.form.more)

    assert window.minimumSizeHint().width() <= window.width() == WIDTH
    assert window.minimumSizeHint().height() <= window.height() == HEIGHT


def test_tab_goes_through_the_form_from_left_to_right_and_down(open_window: OpenWindow) -> None:
    form = open_window(FakeEngine()).form
    click(form.more)
    further = form.further
    boxes = list(further.network.schemes.values())
    expected = [
        *(form.address, form.username, form.password, form.profile, form.joined),
        *(form.start, form.more, form.both, form.survey, form.keep),
        *(
            further.client.mode,
            further.client.directory,
            further.client.site,
            further.client.policies,
        ),
        *(
            further.client.local_xml.text,
            further.client.local_xml.browse,
            further.client.path_case,
            *boxes,
        ),
        further.network.current_user,
        *(further.network.resolvers, further.network.connects),
        *(
            further.network.proxies,
            further.network.proxy,
            further.network.proxy_password,
            further.network.proxy_current_user,
        ),
        *(further.network.timeout, further.network.old_tls, further.network.probes),
        *(
            further.certificates.trust_files.text,
            further.certificates.trust_files.browse,
            further.certificates.only_these,
            further.certificates.at,
        ),
        further.certificates.revocation,
        *(
            further.certificates.redirects,
            further.certificates.alerts,
            further.certificates.in_background,
        ),
    ]

    found_by_tab: list[QWidget | None] = [expected[0]]
    form.address.setFocus()
    for _ in expected[1:]:
        press(form.window(), Qt.Key.Key_Tab)
        found_by_tab.append(QApplication.focusWidget())

    assert found_by_tab == expected


def test_no_letter_stands_for_two_things_that_are_in_sight_together(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    run(qtbot, window)
    click(window.form.more)
    with_options = _letters(window)
    engine.prompt = consent()
    click(window.form.start)
    qtbot.waitUntil(window.tab.question.isVisible)
    qtbot.waitUntil(lambda: not window.form.further.isVisible())
    with_question = _letters(window)
    with qtbot.waitSignal(window.session_ended):
        click(window.tab.question.no)

    for letters in (with_options, with_question):
        assert len(letters) > 10
        assert sorted(letters) == sorted(set(letters))


def _letters(window: Window) -> list[str]:
    things: list[QLabel | QAbstractButton] = [
        *(one for one in window.findChildren(QLabel) if one.buddy() is not None),
        *window.findChildren(QAbstractButton),
    ]
    texts = [one.text() for one in things if one.isVisible()]
    texts += [action.text() for action in window.menus.actions()]
    return [text[text.index("&") + 1].lower() for text in texts if "&" in text]
