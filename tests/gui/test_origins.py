"""In the window an option goes by its field; in texts and in the terminal by its own name."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.events import MachineDetected
from app.domain.machine import NO, Fact, FactName
from app.domain.options import RunOptions
from app.domain.proxies import Because, Route
from app.gui.models.session_tree import SessionTree
from app.gui.origins import briefly_named, named_in_window
from app.gui.panels.machine import FactPanel, MachinePanel
from app.gui.panels.proxy import ProxyPanel
from app.gui.panels.table import TextTable
from app.wiring.checks import check
from app.wording import membership, why_route
from app.wording.language import speaking
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.recordings import Tape

JOINED = Fact(name=FactName.JOINED, value=NO, origin="--joined", used=True)
DETECTED = MachineDetected(facts=(JOINED,))
ROUTE = Route(target="a:443", because=Because.CONNECT_OPTION, origin="--connect")
ALL = RunOptions(
    address="ann@contoso.com",
    system_trust=False,
    joined="yes",
    directory="ldap://dc",
    site="Paris",
    policies=("ExcludeScpLookup=1",),
    local_xml="a.xml",
    proxy="http://proxy:3128",
)
FIELDS = [
    ("en", 'the field "PC joined to a domain"', 'the field "Reach hosts at" names it'),
    ("de", "Feld „PC in einer Domäne“", "Feld „Hosts erreichen bei“ nennt es"),
]


def texts(panel: FactPanel | ProxyPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel)]


@pytest.mark.parametrize(("language", "field", "connect"), FIELDS)
def test_the_window_names_the_field(qtbot: QtBot, language: str, field: str, connect: str) -> None:
    tape, tree = Tape(), SessionTree()
    tape.report(DETECTED)
    with speaking(language):
        tree.apply(tape.records)
        told = [tree.line(row.number).verdict for row in tree.session.rows]
        fact, machine, way = FactPanel(), MachinePanel(), ProxyPanel()
        for panel in (fact, machine, way):
            qtbot.addWidget(panel)
        fact.show_fact(JOINED)
        machine.show_machine(DETECTED)
        way.show_any(ROUTE)

    assert any(field in one for one in told)
    assert not any("--joined" in one for one in told)
    assert field in texts(fact)
    (table,) = machine.findChildren(TextTable)
    assert table.texts()[0][-1] == field
    assert connect in texts(way)


def test_texts_and_the_terminal_name_the_option() -> None:
    assert membership(DETECTED) == "not joined to a domain (--joined)"
    assert why_route(ROUTE) == "--connect names it"


def test_each_option_that_says_something_of_the_pc_has_a_field_of_that_name(
    open_window: OpenWindow,
) -> None:
    window = open_window(FakeEngine())
    names = {one.accessibleName() for one in window.form.findChildren(QWidget)}
    origins = {fact.origin for fact in check(ALL).facts} | {"--connect"}

    assert len(origins) == 7
    for origin in origins:
        named = named_in_window(origin)
        assert named.removeprefix('the field "').removesuffix('"') in names, origin


def test_a_narrow_column_has_the_name_of_the_field_alone() -> None:
    assert briefly_named("--site") == '"Active Directory site"'
    with speaking("de"):
        assert briefly_named("--site") == "„Active Directory-Standort“"


def test_whatever_else_told_it_keeps_its_name() -> None:
    for named in (named_in_window, briefly_named):
        assert named("DsGetDcNameW") == "DsGetDcNameW"
