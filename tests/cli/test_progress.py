import io

from app.cli.output import Output
from app.cli.progress import Progress
from app.domain.events import Recorded, StepFinished
from app.domain.session import Session
from app.domain.steps import StepName
from app.domain.task import Mode
from tests.support import played_runs
from tests.support.slow_runs import FOUND, Clocked


def told(records: list[Recorded]) -> list[str]:
    raw = io.BytesIO()
    progress = Progress(Output(io.TextIOWrapper(raw, encoding="utf-8")))
    session = Session()
    for recorded in records:
        touched = session.apply(recorded)
        progress.tell(session, touched.added + touched.changed)
    return raw.getvalue().decode().splitlines()


def test_a_good_run_is_told_in_few_lines() -> None:
    assert told(played_runs.found()) == [
        "    20 ms  [i ] This PC - not joined to a domain (--joined)",
        (
            "    80 ms    [X ] Certificate of contoso.example:443"
            " - certificate not accepted: the name does not match"
        ),
        (
            "    90 ms    [X ] POST https://contoso.example/autodiscover/autodiscover.xml"
            " - certificate not accepted: the name does not match"
        ),
        (
            "   110 ms    [! ] Outlook skips contoso.example in the background,"
            " and shows a security alert when the user is watching - taken as no"
        ),
        "   120 ms  [! ] HTTPS at the root domain - no URL gave settings",
        (
            "   230 ms    [ok] POST https://autodiscover.contoso.example/autodiscover/autodiscover.xml"
            " - settings found"
        ),
        "   240 ms  [ok] HTTPS at the autodiscover host - settings found",
        (
            "   330 ms    [i ] Availability (free/busy): https://mail.contoso.example/ews/exchange.asmx"
            " - reachable, asks for a sign-in (NTLM)"
        ),
        (
            "   360 ms    [i ] Availability (free/busy): https://exch01.contoso.local/ews/exchange.asmx"
            " - for clients inside; from here: no address for this name"
        ),
    ]


def test_lookups_searches_and_redirects_are_told() -> None:
    lines = [line[11:].split(" - ")[0].strip() for line in told(played_runs.not_found())]

    assert lines == [
        "[i ] This PC",
        "[ok] Search ldap://dc1.contoso.example",
        "[i ] Service connection points of ldap://dc1.contoso.example",
        "[! ] Certificate of exch01.contoso.example:443",
        "[i ] Service connection point (Active Directory)",
        "[i ] GET http://autodiscover.fabrikam.example/autodiscover/autodiscover.xml",
        "[i ] Outlook asks whether mail.fabrikam.example may give the settings",
        "[! ] HTTP redirect",
        "[ok] SRV _autodiscover._tcp.fabrikam.example",
        "[i ] Goes on to https://host.fabrikam.example/autodiscover/autodiscover.xml",
        "[X ] POST https://host.fabrikam.example/autodiscover/autodiscover.xml",
        "[X ] DNS service record (SRV)",
    ]


def test_no_row_is_told_twice() -> None:
    lines = [line[11:] for line in told(played_runs.sign_in_needed())]

    assert len(lines) == len(set(lines)) > 0


def test_a_survey_tells_its_first_answer_before_it_is_over() -> None:
    run = Clocked(Mode.SURVEY)
    run.begin(StepName.HTTPS_ROOT)
    run.begin(StepName.HTTPS_AUTODISCOVER)(StepFinished(result=FOUND))

    assert told(run.records)[-1].endswith("first with Outlook: HTTPS at the root domain")
