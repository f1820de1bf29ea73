"""An exchange: its legs, of each the messages, of each message the parts."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.attempts import Exchange, Leg
from app.domain.authentication import Mechanism, Scheme
from app.domain.binds import BindOutcome, BindTry
from app.domain.questions import HttpQuestion
from app.gui.panels.exchange import BODY, HEADERS, RAW, ExchangePanel
from tests.gui.hands import click_tab, press
from tests.gui.hostile import texts_of
from tests.gui.values import ANSWER_BODY, HOST_URL, request, response

ASKED = (("WWW-Authenticate", "Negotiate"), ("WWW-Authenticate", "NTLM"))
LEGS = (
    Leg(request=request(HOST_URL), response=response(401, "Unauthorized", ASKED)),
    Leg(
        request=request(HOST_URL, Scheme.NTLM),
        response=response(200, "OK", (("Content-Type", "text/xml"),), ANSWER_BODY),
    ),
)
EXCHANGE = Exchange(
    question=HttpQuestion(method="POST", url=HOST_URL),
    legs=LEGS,
    tries=(
        BindTry(
            mechanism=Mechanism.NTLM,
            scheme=Scheme.NTLM,
            outcome=BindOutcome.SIGNED_IN,
            username="ann",
        ),
    ),
    finished=True,
)


def shown(qtbot: QtBot, exchange: Exchange = EXCHANGE) -> ExchangePanel:
    panel = ExchangePanel()
    qtbot.addWidget(panel)
    panel.resize(520, 500)
    panel.show_exchange(exchange, None)
    panel.show()
    return panel


def test_the_legs_of_the_sign_in_are_listed_and_the_last_is_chosen(qtbot: QtBot) -> None:
    panel = shown(qtbot)

    listed = [panel.legs.item(row).text() for row in range(panel.legs.count())]
    assert listed[0].startswith("1  POST, anonymous — HTTP 401 Unauthorized; offers Negotiate")
    assert listed[1] == "2  POST, signed in with NTLM as ann@contoso.example — HTTP 200 OK"
    assert panel.legs.currentRow() == 1
    assert "Sign-in by NTLM as ann: signed in" in texts_of(panel)
    spoken = panel.legs.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("good: 2  POST")


def test_the_arrow_keys_lead_from_leg_to_leg(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    assert "<DisplayName>" in panel.body.toPlainText()

    QTest.keyClick(panel.legs, Qt.Key.Key_Up)

    assert panel.messages.tabText(0) == "Response: 401"
    assert ["WWW-Authenticate", "NTLM"] in panel.headers.texts()


def test_an_only_leg_needs_no_list(qtbot: QtBot) -> None:
    panel = shown(qtbot)

    panel.show_leg(LEGS[0])

    assert not panel.legs.isVisible()
    assert "Sign-in by" not in "".join(texts_of(panel))


def test_a_click_brings_the_request_and_its_parts_to_the_front(qtbot: QtBot) -> None:
    panel = shown(qtbot)

    click_tab(panel.messages, 1)
    assert "<EMailAddress>" in panel.body.toPlainText()
    click_tab(panel.parts, HEADERS)
    assert panel.headers.isVisible()
    assert panel.headers.texts()[0] == ["", f"POST {HOST_URL}"]
    assert ["User-Agent", "Microsoft Office/12.0"] in panel.headers.texts()
    click_tab(panel.parts, RAW)
    assert panel.raw.isVisible()
    assert panel.raw.toPlainText().startswith(f"POST {HOST_URL}\nUser-Agent: Microsoft Office/12.0")


def test_raw_is_the_body_as_it_was_and_the_other_is_indented(qtbot: QtBot) -> None:
    in_one_line = b"<a><b>x</b></a>"
    leg = Leg(request=request(HOST_URL), response=response(200, "OK", (), in_one_line))
    panel = shown(qtbot)

    panel.show_leg(leg)

    assert panel.raw.toPlainText() == "HTTP 200 OK\n\n<a><b>x</b></a>"
    assert panel.body.toPlainText() == "<a>\n  <b>x</b>\n</a>"


def test_a_message_without_a_body_shows_its_headers(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    assert panel.parts.currentIndex() == BODY

    press(panel.legs, Qt.Key.Key_Up)

    assert panel.parts.currentIndex() == HEADERS
    assert not panel.parts.isTabEnabled(BODY)
    # Back at a message with a body, that is in front again.
    press(panel.legs, Qt.Key.Key_Down)
    assert panel.parts.currentIndex() == BODY


def test_headers_that_were_chosen_stay_in_front(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    click_tab(panel.parts, HEADERS)

    press(panel.legs, Qt.Key.Key_Up)
    press(panel.legs, Qt.Key.Key_Down)

    assert panel.parts.currentIndex() == HEADERS


def test_a_click_on_the_margin_folds_an_element(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    body = panel.body
    line, top, height = next(one for one in body.lines_in_sight() if one[0] in body.folds)
    inside = body.document().findBlockByNumber(line + 1)
    assert inside.isVisible()

    QTest.mouseClick(
        body._margin,
        Qt.MouseButton.LeftButton,
        pos=QPoint(body.margin_width // 2, round(top + height / 2)),
    )

    assert not inside.isVisible()
    # What is folded is copied all the same.
    assert "<DisplayName>" in body.toPlainText()
