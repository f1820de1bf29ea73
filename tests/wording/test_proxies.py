"""Ways and answers of proxies, and the note about certificates, in words."""

import pytest

from app.domain.machine import Fact, FactName
from app.domain.notes import NoteCode, Noted
from app.domain.proxies import Because, ProxyAnswer, ProxyAt, Route
from app.wording import note_text
from app.wording.lines import Mark
from app.wording.machine import fact_title
from app.wording.proxies import proxy_answer_line, route_line

PROXY = ProxyAt(host="proxy", port=3128)
OTHER = ProxyAt(host="other", port=80)


@pytest.mark.parametrize(
    ("because", "proxies", "then_direct", "origin", "detail", "told"),
    [
        (
            Because.SETTING,
            (PROXY,),
            False,
            "--proxy",
            "",
            "through the proxy proxy:3128 (from --proxy)",
        ),
        (Because.SETTING, (), False, "", "", "direct, without a proxy (no proxy is set for it)"),
        (
            Because.EXCEPTION,
            (),
            False,
            "<local> (WinINet)",
            "",
            "direct, without a proxy (exception <local> (WinINet))",
        ),
        (
            Because.SCRIPT,
            (PROXY, OTHER),
            True,
            "http://w/x",
            "",
            "through the proxy proxy:3128, then other:80, then directly (by the script http://w/x)",
        ),
        (Because.CONNECT_OPTION, (), False, "", "", "direct, without a proxy (--connect names it)"),
        (Because.NO_SCRIPT, (), False, "", "It is gone.", "direct, without a proxy (It is gone)"),
        (Because.NO_SCRIPT, (), False, "", "", "direct, without a proxy (there is no script)"),
    ],
)
def test_a_way_is_told_with_its_reason(
    because: Because,
    proxies: tuple[ProxyAt, ...],
    then_direct: bool,
    origin: str,
    detail: str,
    told: str,
) -> None:
    route = Route(
        target="mail:443",
        because=because,
        proxies=proxies,
        then_direct=then_direct,
        origin=origin,
        detail=detail,
    )

    line = route_line(route)

    assert (line.what, line.verdict) == ("Way to mail:443", told)
    assert line.mark is (Mark.WARNING if detail else Mark.INFORMATION)


@pytest.mark.parametrize(
    ("status", "scheme", "title", "told", "mark"),
    [
        (200, "", "", "HTTP 200 OK: the tunnel is open", Mark.GOOD),
        (407, "", "", "HTTP 407 OK", Mark.INFORMATION),
        (403, "ntlm", "No way", 'HTTP 403 OK: "No way"', Mark.BAD),
    ],
)
def test_an_answer_of_a_proxy_is_told(
    status: int, scheme: str, title: str, told: str, mark: Mark
) -> None:
    answer = ProxyAnswer(
        proxy=PROXY,
        method="CONNECT",
        target="mail:443",
        status=status,
        reason="OK",
        scheme=scheme,
        username="wilma" if scheme else "",
        title=title,
    )

    line = proxy_answer_line(answer)

    signed_in = ", signed in with ntlm as wilma" if scheme else ""
    assert line.what == f"CONNECT mail:443 at the proxy proxy:3128{signed_in}"
    assert (line.verdict, line.mark) == (told, mark)


def test_a_password_that_went_to_a_proxy_in_the_clear_is_said_to_have_done_so() -> None:
    answer = ProxyAnswer(
        proxy=PROXY, method="CONNECT", target="m:443", status=200, scheme="basic", username="wilma"
    )

    assert proxy_answer_line(answer).what.endswith(
        "signed in with basic as wilma, whose password went to it in the clear"
    )


def test_a_certificate_that_looks_inspected_is_told_with_a_hedge() -> None:
    noted = Noted(code=NoteCode.TLS_INSPECTED, subject="mail", detail="Zscaler; issued by CN=Z")

    assert note_text(noted) == (
        "The certificate of mail looks like that of a product which reads inside TLS"
        " (Zscaler; issued by CN=Z)"
    )


@pytest.mark.parametrize("name", list(FactName))
def test_every_fact_has_a_title(name: FactName) -> None:
    assert fact_title(Fact(name=name, value="", origin="", about="https"))
    assert fact_title(Fact(name=name, value="", origin=""))
