"""The panel for ways and for the answers of proxies."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.proxies import Because, ProxyAnswer, ProxyAt, Route
from app.gui.panels.proxy import ProxyPanel

PROXY = ProxyAt(host="proxy", port=3128)


def texts(panel: ProxyPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel)]


def test_a_way_tells_who_resolves_the_name(qtbot: QtBot) -> None:
    panel = ProxyPanel()
    qtbot.addWidget(panel)

    panel.show_any(Route(target="a:443", because=Because.SETTING, proxies=(PROXY,), origin="X"))
    assert {"a:443", "through the proxy proxy:3128", "from X", "the proxy"} <= set(texts(panel))

    panel.show_any(Route(target="a:443", because=Because.SETTING))
    assert "this PC" in texts(panel)


def test_an_answer_shows_its_headers_and_title(qtbot: QtBot) -> None:
    panel = ProxyPanel()
    qtbot.addWidget(panel)

    panel.show_any(
        ProxyAnswer(
            proxy=PROXY,
            method="CONNECT",
            target="a:443",
            status=403,
            reason="No",
            title="<b>No</b>",
            headers=(("via", "1.1 x"), ("server", "squid")),
            scheme="ntlm",
            username="wilma",
            duration_ms=3.0,
        )
    )

    shown = set(texts(panel))
    assert {"CONNECT a:443", "403 No", "<b>No</b>", "ntlm as wilma"} <= shown
    assert "via: 1.1 x\nserver: squid" in shown
