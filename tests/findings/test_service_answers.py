"""What services say to the user who has signed in."""

import pytest

from app.findings import examine
from app.practice.services import (
    BOOK_FILE,
    reply_of_address_book,
    reply_of_unified_messaging,
    reply_of_web_services,
)
from app.protocol.availability import OPERATION as FREE_BUSY
from app.protocol.availability import availability_request
from app.protocol.oof import OPERATION as OOF
from app.protocol.oof import oof_request
from app.protocol.soap import envelope
from app.protocol.um import um_request
from tests.findings.runs import HOST, PASSWORD, SETTINGS, STARTED, Run, bare, run, session
from tests.support.builders import ANN
from tests.support.fake_network import Reply, Said

EWS = "https://mail.contoso.com/EWS/Exchange.asmx"
UM = "https://mail.contoso.com/UnifiedMessaging/Service.asmx"
OAB = "https://mail.contoso.com/OAB/0f/"


def wants(body: bytes, status: int = 200, password: str = PASSWORD) -> Reply:
    return Reply(wants_password=password, body=body, status=status)


def web_services(request: str, owner: str = ANN) -> Reply:
    status, document = reply_of_web_services(request.encode(), frozenset({owner}))
    return wants(document.body, status)


MANIFEST = reply_of_address_book("oab.xml")
assert MANIFEST is not None
NO_VOICE_MAIL = reply_of_unified_messaging(um_request().encode())[1].body
HEALTHY: dict[str, Said | list[Said]] = {
    HOST: SETTINGS,
    f"{FREE_BUSY} {EWS}": web_services(availability_request(ANN, STARTED.date())),
    f"{OOF} {EWS}": web_services(oof_request(ANN)),
    UM: wants(NO_VOICE_MAIL.replace(b"false", b"true")),
    f"{OAB}oab.xml": wants(MANIFEST.body),
    f"{OAB}{BOOK_FILE}": wants(b""),
    "https://mail.contoso.com/rpc/rpcproxy.dll": wants(b""),
}
WELL = run(HEALTHY, signs_in=True)


def with_answer(key: str, said: Said, **more: object) -> Run:
    return run({**HEALTHY, key: said}, signs_in=True, **more)


def error(code: str) -> Reply:
    content = (
        "<GetUserOofSettingsResponse><ResponseMessage>"
        f"<ResponseCode>{code}</ResponseCode></ResponseMessage></GetUserOofSettingsResponse>"
    )
    return wants(envelope(content).encode())


ELSEWHERE = Reply(
    body=SETTINGS.body.replace(
        b"https://mail.contoso.com/Unified", b"https://um.fabrikam.com/Unified"
    ),
    wants_password=PASSWORD,
)
ELSE_URL = "https://um.fabrikam.com/UnifiedMessaging/Service.asmx"

CASES: dict[str, tuple[Run, Run]] = {
    "service-is-a-page": (with_answer(f"{OOF} {EWS}", wants(b"<html/>")), WELL),
    "service-answer-broken": (
        with_answer(f"{OOF} {EWS}", wants(b"oops")),
        with_answer(f"{OOF} {EWS}", wants(b"<html/>")),
    ),
    "out-of-office-not-the-owner": (
        with_answer(f"{OOF} {EWS}", web_services(oof_request(ANN), "bob@contoso.com")),
        with_answer(f"{OOF} {EWS}", error("ErrorInternalServerError")),
    ),
    "out-of-office-fails": (
        with_answer(f"{OOF} {EWS}", error("ErrorInternalServerError")),
        with_answer(f"{OOF} {EWS}", web_services(oof_request(ANN), "bob@contoso.com")),
    ),
    "free-busy-fails": (
        with_answer(
            f"{FREE_BUSY} {EWS}",
            web_services(availability_request("no@contoso.com", STARTED.date())),
        ),
        WELL,
    ),
    "service-error": (
        with_answer(UM, wants(reply_of_unified_messaging(b"")[1].body, 500)),
        with_answer(UM, wants(b"", 500)),
    ),
    "service-refuses-credentials": (with_answer(UM, wants(b"", password="another")), WELL),
    "service-elsewhere": (
        run({**HEALTHY, HOST: ELSEWHERE, ELSE_URL: wants(b"")}, signs_in=True),
        run({**HEALTHY, HOST: ELSEWHERE, ELSE_URL: Reply(status=404)}, signs_in=True),
    ),
    "unified-messaging-off": (with_answer(UM, wants(NO_VOICE_MAIL)), WELL),
    "address-book-not-there": (with_answer(f"{OAB}{BOOK_FILE}", wants(b"", 404)), WELL),
    "service-anonymous": (
        with_answer(UM, Reply(body=NO_VOICE_MAIL.replace(b"false", b"true"))),
        WELL,
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


@pytest.mark.parametrize("code", CASES)
def test_a_service_has_one_finding(code: str) -> None:
    about_services = {*CASES, "service-fault", "service-fails", "service-missing"}

    assert [one for one in bare(CASES[code][0]) if one in about_services] == [code]


def test_where_all_is_well_no_service_is_at_fault() -> None:
    assert not [one for one in examine(session(WELL)) if one.severity == "error"]


def test_the_command_names_the_mailbox() -> None:
    found = {one.code: one for one in examine(session(CASES["free-busy-fails"][0]))}

    assert "Test-OutlookWebServices -Identity 'ann@contoso.com'" in found["free-busy-fails"].command
    assert "no mailbox with this address" in found["free-busy-fails"].meaning
