"""The Certificate window, as a person uses it."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.certificates.details import details_of
from app.certificates.pem import certificates_of_pem
from app.domain.failures import Failure, FailureKind
from app.domain.inspection import Inspection
from app.domain.verdict import Problem
from app.gui.certificate_window import CertificateWindow
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import choose, click, drop, naming, of_files, press, type_into
from tests.gui.values import judged
from tests.support.certificates import leaf, root

LEAF = leaf(root("Window Root"), "mail.contoso.example")
HOST = "mail.contoso.example"


def inspection(*problems: Problem) -> Inspection:
    shown = judged(HOST, *problems)
    server = replace(shown.verdict.presented[0], der=LEAF.der)
    shown = replace(shown, verdict=replace(shown.verdict, presented=(server,)))
    return Inspection(
        target=f"{HOST}:443",
        is_file=False,
        judged=shown,
        details=((shown.verdict.presented[0].sha256, details_of(LEAF.der)),),
    )


@pytest.fixture
def engine() -> FakeEngine:
    made = FakeEngine()
    made.inspection = inspection()
    return made


@pytest.fixture
def window(engine: FakeEngine, open_window: OpenWindow) -> CertificateWindow:
    main = open_window(engine)
    choose(main, "Tools", "Certificate of a server or file…")
    return main.tools.certificate


def look(qtbot: QtBot, window: CertificateWindow) -> None:
    type_into(window.target.text, HOST)
    with qtbot.waitSignal(window.looked):
        press(window.target.text, Qt.Key.Key_Return)
    qtbot.waitUntil(window.look.isEnabled)


def texts(window: CertificateWindow) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def test_a_typed_host_and_enter_show_the_verdict(
    qtbot: QtBot, engine: FakeEngine, window: CertificateWindow
) -> None:
    assert window.isVisible()
    type_into(window.name, "exch01.contoso.local")
    look(qtbot, window)

    assert [(one.target, one.name) for one in engine.wishes] == [(HOST, "exch01.contoso.local")]
    assert engine.threads == ["engine"]
    assert "accepted" in texts(window)
    assert window.panel.answers[0].accessibleName() == "Trusted: yes"


def test_the_chain_is_a_tree_with_every_field(qtbot: QtBot, window: CertificateWindow) -> None:
    look(qtbot, window)

    tree = window.panel.chain.tree
    (chosen,) = tree.selectedItems()
    assert chosen.text(0).endswith("the server's own")
    shown = [label.text() for label in window.panel.chain.fields.findChildren(QLabel)]
    facts = dict(zip(shown[::2], shown[1::2], strict=True))
    assert facts["Purposes"] == "server authentication"
    assert facts["SHA-1"].count(":") == 19
    assert {"Subject", "Issuer", "Names", "Valid until", "SHA-256"} <= facts.keys()


def test_the_options_of_the_form_count(
    qtbot: QtBot, engine: FakeEngine, open_window: OpenWindow
) -> None:
    main = open_window(engine)
    type_into(main.form.address, "ann@contoso.example")
    choose(main, "Tools", "Certificate of a server or file…")
    look(qtbot, main.tools.certificate)

    assert engine.options == main.form.wish().options


def test_what_cannot_be_looked_at_is_a_line_in_the_window(
    qtbot: QtBot, engine: FakeEngine, window: CertificateWindow
) -> None:
    engine.wrong_use = "gone.pem cannot be read: No such file."
    type_into(window.target.text, "gone.pem")
    click(window.look)

    qtbot.waitUntil(lambda: window.complaint.text != "")
    assert window.complaint.text == engine.wrong_use
    assert not window.banner.isVisible()
    assert not window.save.isEnabled()


def test_a_server_that_is_not_there_is_a_result(
    qtbot: QtBot, engine: FakeEngine, window: CertificateWindow
) -> None:
    failure = Failure(kind=FailureKind.REFUSED, detail="It refuses connections.")
    engine.inspection = Inspection(target=f"{HOST}:443", is_file=False, failure=failure)
    look(qtbot, window)

    assert "It refuses connections." in texts(window)
    assert not window.panel.isVisible()
    assert not window.save.isEnabled()


@pytest.mark.parametrize("way", ["button", "escape"])
def test_a_look_can_be_cancelled(
    way: str, qtbot: QtBot, engine: FakeEngine, window: CertificateWindow
) -> None:
    engine.hangs = True
    type_into(window.target.text, HOST)
    click(window.look)
    assert not window.look.isEnabled()
    qtbot.waitUntil(lambda: bool(engine.threads))

    if way == "button":
        click(window.stop_button)
    else:
        press(window, Qt.Key.Key_Escape)

    qtbot.waitUntil(window.look.isEnabled)
    assert engine.was_cancelled.is_set()
    assert window.isVisible()


def test_escape_closes_the_window_when_nothing_is_under_way(window: CertificateWindow) -> None:
    press(window, Qt.Key.Key_Escape)

    assert not window.isVisible()


def test_the_program_ends_in_the_middle_of_a_look(
    qtbot: QtBot, engine: FakeEngine, window: CertificateWindow
) -> None:
    engine.hangs = True
    type_into(window.target.text, HOST)
    click(window.look)
    qtbot.waitUntil(lambda: bool(engine.threads))

    assert window.stop(5)
    assert engine.was_cancelled.is_set()


def test_a_dropped_file_is_looked_at(
    qtbot: QtBot, engine: FakeEngine, window: CertificateWindow, tmp_path: Path
) -> None:
    file = tmp_path / "chain.pem"

    with qtbot.waitSignal(window.looked):
        assert drop(window, of_files(file))

    assert engine.wishes[0].target == str(file)
    qtbot.waitUntil(window.look.isEnabled)


def test_text_that_is_dropped_is_let_be(engine: FakeEngine, window: CertificateWindow) -> None:
    data = QMimeData()
    data.setText("mail.contoso.example")

    assert not drop(window, data)

    assert engine.wishes == []


def test_the_chain_is_saved_as_pem(
    qtbot: QtBot, engine: FakeEngine, window: CertificateWindow, tmp_path: Path
) -> None:
    target = tmp_path / "chain"
    look(qtbot, window)
    with naming(target):
        click(window.save)

    saved = target.with_suffix(".pem")
    qtbot.waitUntil(saved.exists)
    qtbot.waitUntil(window.look.isEnabled)
    assert certificates_of_pem(saved.read_bytes()) == [LEAF.der]


def test_a_place_that_cannot_be_written_is_told(
    qtbot: QtBot, window: CertificateWindow, tmp_path: Path
) -> None:
    look(qtbot, window)

    (tmp_path / "chain.pem").mkdir()
    with naming(tmp_path / "chain"):
        click(window.save)

    qtbot.waitUntil(lambda: "cannot be saved" in window.complaint.text)


def test_everything_can_be_reached_by_keyboard_and_has_a_name(window: CertificateWindow) -> None:
    for widget in (window.target.text, window.target.browse, window.name, window.look, window.save):
        assert widget.accessibleName()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert all(button.accessibleName() for button in window.findChildren(QPushButton))
    assert window.look.isDefault()


def test_text_from_the_network_stays_plain(
    qtbot: QtBot, engine: FakeEngine, window: CertificateWindow
) -> None:
    detail = "<b>bold</b>\x1b[31m\u202e"
    failure = Failure(kind=FailureKind.TLS, detail=detail)
    engine.inspection = Inspection(target="<i>x</i>:443", is_file=False, failure=failure)
    look(qtbot, window)

    shown = [one for one in window.findChildren(QLabel) if "bold" in one.text()]
    assert shown
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in shown)
    assert "\x1b" not in texts(window)
    assert "\u202e" not in texts(window)
