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
        assert line.inside == url_of(Scope.INTERNAL, line.service)
        assert line.outside == url_of(Scope.EXTERNAL, line.service)
        assert line.mark is Mark.BAD
        assert line.verdict.startswith("inside: no address for this name; outside: reachable")


def test_a_missing_side_is_a_dash_and_spoken_as_none() -> None:
    table = _fed(_with_services(_url(Service.OWA, Scope.EXTERNAL, "https://x/owa")))
    inside = table.index(0, Column.INSIDE)

    assert inside.data() == "—"
    assert inside.data(Role.AccessibleTextRole) == "none"
    assert table.index(0, Column.OUTSIDE).data() == "https://x/owa"


def test_two_urls_of_one_service_have_a_line_each() -> None:
    inside = [_url(Service.OWA, Scope.INTERNAL, f"https://{n}") for n in "ab"]
    table = _fed(_with_services(*inside, _url(Service.OWA, Scope.EXTERNAL, "https://c")))

    assert [(line.inside, line.outside) for line in table.lines] == [
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


def test_the_verdict_has_an_icon_and_a_word() -> None:
    table = _fed(found())
    verdict = table.index(0, Column.VERDICT)

    assert isinstance(verdict.data(Role.DecorationRole), QIcon)
    assert verdict.data(Role.AccessibleTextRole).endswith(": bad")
    assert verdict.siblingAtColumn(0).data(Role.DecorationRole) is None
    assert verdict.data(Role.EditRole) is None


def test_the_list_is_copied_with_its_headings() -> None:
    lines = _fed(found()).as_text().splitlines()

    assert lines[0] == "Service\tInside URL\tOutside URL\tVerdict"
    assert lines[1].startswith("Availability (free/busy)\thttps://exch01.contoso.local/EWS/")
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

    assert table.headerData(1, Qt.Orientation.Horizontal) == "Inside URL"
    assert table.headerData(1, Qt.Orientation.Vertical) is None
    assert table.data(QModelIndex()) is None


def test_a_survey_shows_its_first_urls_before_it_is_decided_and_no_longer() -> None:
    run = Clocked(Mode.SURVEY)
    root, host = run.begin(StepName.HTTPS_ROOT), run.begin(StepName.HTTPS_AUTODISCOVER)
    host(StepFinished(result=Found(url="https://x/", settings=settings())))
    early = _fed(run.records)
    assert early.lines[0].inside == url_of(Scope.INTERNAL, Service.AVAILABILITY)
    assert [line.verdict for line in early.lines] == ["", "", "", ""]

    refused = Refused(url="https://y/", error=ServerError(code="500", message=""))
    root(StepFinished(result=refused))
    run.finish()

    assert _fed(run.records, batch=1).lines == ()
