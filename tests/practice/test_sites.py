import base64

import pytest

from app.practice.scenario import AutodiscoverServer, Portal, WebServer
from app.practice.sites import Asked, Reply, Site, signs_in
from tests.practice.builders import (
    ACCOUNT,
    ADDRESS,
    MAIL,
    PASSWORD,
    REDIRECT,
    SETTINGS,
    WEB,
    request_body,
)

PATH = "/autodiscover/autodiscover.xml"


def basic(name: str = ADDRESS, password: str = PASSWORD) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def ask(server: WebServer, target: str, method: str = "GET", **more: object) -> Reply:
    answers = (SETTINGS,) if isinstance(server, AutodiscoverServer) else ()
    site = Site(server=server, account=ACCOUNT, answers=answers)
    values = {"host": "mail.contoso.example", "secure": True, **more}
    return site.reply(Asked(method=method, target=target, **values))  # type: ignore[arg-type]


def text(reply: Reply) -> str:
    assert reply.document is not None
    return reply.document.text


@pytest.mark.parametrize(
    "path",
    [
        PATH,
        "/Autodiscover/Autodiscover.xml?a=b",
        "/EWS/Exchange.asmx",
        "/UnifiedMessaging/Service.asmx",
        "/OAB/6cf5c5cf/oab.xml",
        "/owa",
        "/owa/auth/logon.aspx",
        "/rpc/rpcproxy.dll",
    ],
)
@pytest.mark.parametrize("authorization", ["", "NTLM TlRMTVNTUAAB", basic(password="wrong")])
def test_whoever_has_not_signed_in_is_told_the_schemes_each_in_a_header(
    path: str, authorization: str
) -> None:
    reply = ask(MAIL, path, authorization=authorization, host="mail.contoso.example:443")

    assert reply.status == 401
    assert reply.headers == (
        ("WWW-Authenticate", "Negotiate"),
        ("WWW-Authenticate", "NTLM"),
        ("WWW-Authenticate", 'Basic realm="mail.contoso.example"'),
    )


@pytest.mark.parametrize("path", [PATH, PATH.upper()])
def test_a_post_with_the_right_password_gets_the_settings(path: str) -> None:
    reply = ask(
        MAIL,
        path,
        "POST",
        authorization=basic(),
        content_type="text/xml; charset=utf-8",
        body=request_body(),
    )

    assert (reply.status, reply.reason) == (200, "OK")
    assert "<Action>settings</Action>" in text(reply)


@pytest.mark.parametrize(
    ("method", "content_type"), [("GET", "text/xml"), ("POST", "text/plain"), ("POST", "")]
)
def test_a_browser_that_signed_in_gets_error_600_with_status_200(
    method: str, content_type: str
) -> None:
    reply = ask(
        MAIL,
        PATH,
        method,
        authorization=basic(),
        content_type=content_type,
        body=request_body(),
    )

    assert reply.status == 200
    assert "<ErrorCode>600</ErrorCode>" in text(reply)


def test_a_service_says_how_far_it_is_simulated() -> None:
    reply = ask(MAIL, "/EWS/Exchange.asmx", authorization=basic())

    assert reply.status == 200
    assert "only simulated" in text(reply)


@pytest.mark.parametrize("path", ["/", "/nothing", "/autodiscover/", "/ews/exchange.asmx/x"])
def test_the_rest_of_the_server_is_not_there(path: str) -> None:
    assert ask(MAIL, path).status == 404


@pytest.mark.parametrize(
    ("path", "status"), [("/OAB/6cf5c5cf/oab.xml", 401), (PATH, 403), ("/nothing", 403)]
)
def test_without_tls_only_the_address_book_is_served(path: str, status: int) -> None:
    assert ask(MAIL, path, secure=False).status == status


@pytest.mark.parametrize(("path", "status"), [(PATH, 302), (PATH.upper(), 302), ("/", 404)])
def test_the_redirect_site_knows_one_path_and_names_the_url(path: str, status: int) -> None:
    reply = ask(REDIRECT, path, secure=False)

    assert reply.status == status
    location = (("Location", "https://mail.contoso.example/autodiscover/autodiscover.xml"),)
    assert reply.headers == (location if status == 302 else ())


@pytest.mark.parametrize(("path", "status"), [("/", 200), (PATH, 404)])
def test_the_company_web_site_answers_in_html(path: str, status: int) -> None:
    reply = ask(WEB, path, "POST")

    assert reply.status == status
    assert reply.document is not None
    assert reply.document.media_type == "text/html; charset=utf-8"
    assert "Contoso Ltd" in text(reply)


@pytest.mark.parametrize(
    ("authorization", "is_right"),
    [
        (basic(), True),
        (basic().replace("Basic", "basic"), True),
        (basic("contoso\\ANN"), True),
        (basic("ann"), False),
        (basic(password=PASSWORD.upper()), False),
        (basic(password=""), False),
        ("Bearer " + basic().split()[1], False),
        ("Basic", False),
        ("Basic !!!", False),
        ("Basic /w==", False),
        ("", False),
    ],
)
def test_only_basic_with_this_account_signs_in(authorization: str, is_right: bool) -> None:
    assert signs_in(authorization, ACCOUNT) is is_right


def test_a_request_is_printed_without_its_credentials() -> None:
    asked = Asked(method="GET", target="/", host="h", secure=True, authorization=basic())

    assert basic().split()[1] not in repr(asked)


def test_a_portal_answers_everything_with_its_sign_in_page() -> None:
    portal = Portal(addresses=("192.0.2.20",), certificates=("mail",), title="Remote Access")

    for target in (PATH, "/", "/EWS/Exchange.asmx"):
        reply = ask(portal, target, "POST")
        assert (reply.status, dict(reply.headers)) == (200, {})
        assert "<h1>Remote Access</h1>" in text(reply)
