"""The list of service URLs."""

from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QIcon
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.events import Recorded, ServiceProbed, SettingsChosen, StepFinished
from app.domain.settings import Scope, ServerError, Service, ServiceUrl
from app.domain.steps import Found, Refused, StepName
from app.domain.task import Mode
from app.gui.models.service_table import Column, ServiceTable
from app.gui.models.session_tree import SessionTree
from app.gui.plain_text import tool_tip
from app.wording import Mark
from tests.gui.recordings import found
from tests.gui.values import settings, url_of
from tests.support.slow_runs import Clocked

Role = Qt.ItemDataRole


def _fed(records: list[Recorded], batch: int = 1_000) -> ServiceTable:
    tree, table = SessionTree(), ServiceTable()
    for at in range(0, len(records), batch):
        table.note(tree.session, tree.apply(records[at : at + batch]))
    return table


def _with_services(*urls: ServiceUrl) -> list[Recorded]:
    chosen = SettingsChosen(url="https://x", settings=replace(settings(), services=urls))
    return [
        replace(recorded, event=chosen) if isinstance(recorded.event, SettingsChosen) else recorded
        for recorded in found()
        if not isinstance(recorded.event, ServiceProbed)
    ]


def _url(service: Service, scope: Scope, url: str) -> ServiceUrl:
    return ServiceUrl(service=service, scope=scope, protocol="EXCH", element="X", url=url)


def test_the_model_keeps_qt_s_rules(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(_fed(found()))  # type: ignore[no-untyped-call]


def test_inside_and_outside_stand_side_by_side() -> None:
    table = _fed(found())

    services = [line.service for line in table.lines]
    assert services == [Service.AVAILABILITY, Service.OOF, Service.OAB, Service.UM]
    for line in table.lines:
        assert line.text(Column.INSIDE) == url_of(Scope.INTERNAL, line.service)
        assert line.text(Column.OUTSIDE) == url_of(Scope.EXTERNAL, line.service)


def test_each_url_has_its_own_sign_and_verdict() -> None:
    (line, *_others) = _fed(found()).lines

    assert line.inside
    assert line.outside
    assert line.inside.mark is Mark.BAD
    assert line.outside.mark is Mark.INFORMATION
    assert line.text(Column.INSIDE_VERDICT) == "no address for this name"
    assert line.shown(Column.INSIDE_VERDICT) == "fails: no address for this name"
    assert line.text(Column.OUTSIDE_VERDICT).startswith("reachable")
    assert line.shown(Column.OUTSIDE_VERDICT) == "reachable"


def test_a_missing_side_is_a_dash_and_spoken_as_none() -> None:
    table = _fed(_with_services(_url(Service.OWA, Scope.EXTERNAL, "https://x/owa")))
    inside = table.index(0, Column.INSIDE)

    assert inside.data() == "—"
    assert inside.data(Role.AccessibleTextRole) == "none"
    assert table.index(0, Column.OUTSIDE).data() == "https://x/owa"
    verdict = table.index(0, Column.INSIDE_VERDICT)
    assert verdict.data() == "—"
    assert verdict.data(Role.AccessibleTextRole) == "none"
    assert verdict.data(Role.DecorationRole) is None


def test_two_urls_of_one_service_have_a_line_each() -> None:
    inside = [_url(Service.OWA, Scope.INTERNAL, f"https://{n}") for n in "ab"]
    table = _fed(_with_services(*inside, _url(Service.OWA, Scope.EXTERNAL, "https://c")))

    assert [(line.text(Column.INSIDE), line.text(Column.OUTSIDE)) for line in table.lines] == [
        ("https://a", "https://c"),
        ("https://b", ""),
    ]


def test_news_about_a_url_leaves_the_list_in_place(qtbot: QtBot) -> None:
    table = ServiceTable()
    resets: list[int] = []
    table.modelReset.connect(lambda: resets.append(1))
    tree = SessionTree()

    for recorded in found():
        table.note(tree.session, tree.apply([recorded]))

    assert len(resets) == 1
    table.start_anew()
    assert table.rowCount() == 0


def test_a_verdict_has_an_icon_a_word_and_the_whole_sentence() -> None:
    table = _fed(found())
    verdict = table.index(0, Column.OUTSIDE_VERDICT)
    sentence = table.lines[0].text(Column.OUTSIDE_VERDICT)

    assert isinstance(verdict.data(Role.DecorationRole), QIcon)
    assert len(sentence) > len(verdict.data())
    assert verdict.data(Role.AccessibleTextRole) == f"{sentence}: information"
    assert verdict.data(Role.ToolTipRole) == tool_tip(sentence)
    inside = verdict.siblingAtColumn(Column.INSIDE_VERDICT)
    assert inside.data(Role.AccessibleTextRole).endswith(": bad")
    assert verdict.siblingAtColumn(Column.SERVICE).data(Role.DecorationRole) is None
    assert verdict.siblingAtColumn(Column.OUTSIDE).data(Role.DecorationRole) is None
    assert verdict.data(Role.EditRole) is None


def test_the_list_is_copied_with_its_headings_and_whole_sentences() -> None:
    table = _fed(found())
    lines = table.as_text().splitlines()

    assert lines[0] == "Service\tInside\tOutside\tInside URL\tOutside URL"
    name, inside, outside, *urls = lines[1].split("\t")
    assert name == "Availability (free/busy)"
    assert inside == "no address for this name"
    assert outside == table.lines[0].text(Column.OUTSIDE_VERDICT)
    assert urls == [url_of(one, Service.AVAILABILITY) for one in (Scope.INTERNAL, Scope.EXTERNAL)]
    assert len(lines) == 5


def test_markup_in_a_url_stays_text() -> None:
    evil = _url(Service.OWA, Scope.EXTERNAL, "https://x/<img src=y>\nnext")
    table = _fed(_with_services(evil))
    cell = table.index(0, Column.OUTSIDE)

    assert cell.data() == "https://x/<img src=y> next"
    assert "&lt;img" in cell.data(Role.ToolTipRole)
    assert "<img src=y> next" in table.as_text()


def test_headings_stand_over_the_columns() -> None:
    table = ServiceTable()

    assert table.headerData(3, Qt.Orientation.Horizontal) == "Inside URL"
    assert table.headerData(1, Qt.Orientation.Vertical) is None
    assert table.data(QModelIndex()) is None


def test_a_survey_shows_its_first_urls_before_it_is_decided_and_no_longer() -> None:
    run = Clocked(Mode.SURVEY)
    root, host = run.begin(StepName.HTTPS_ROOT), run.begin(StepName.HTTPS_AUTODISCOVER)
    host(StepFinished(result=Found(url="https://x/", settings=settings())))
    early = _fed(run.records)
    assert early.lines[0].text(Column.INSIDE) == url_of(Scope.INTERNAL, Service.AVAILABILITY)
    assert {line.shown(Column.OUTSIDE_VERDICT) for line in early.lines} == {"not tried yet"}

    refused = Refused(url="https://y/", error=ServerError(code="500", message=""))
    root(StepFinished(result=refused))
    run.finish()

    assert _fed(run.records, batch=1).lines == ()
