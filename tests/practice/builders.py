"""A small organisation in code, to change one thing of it in each test."""

from datetime import UTC, datetime

from app.practice.scenario import (
    Account,
    AutodiscoverServer,
    CertificateRecipe,
    ClientOptions,
    ConnectionPoint,
    DirectoryServer,
    RedirectServer,
    Scenario,
    SettingsAnswer,
    WebSite,
)

ADDRESS = "ann@contoso.example"
PASSWORD = "Practice-2007"
ACCOUNT = Account(logons=(ADDRESS, "CONTOSO\\ann"), password=PASSWORD)
SETTINGS = SettingsAnswer(
    address=ADDRESS,
    display_name="Ann Archer",
    server="EXCH01.contoso.local",
    inside="https://exch01.contoso.local",
    outside="https://mail.contoso.example",
)
POINT = ConnectionPoint(
    server="EXCH01",
    url="https://exch01.contoso.local/Autodiscover/Autodiscover.xml",
    created=datetime(2007, 5, 10, 9, 30, tzinfo=UTC),
    sites=("Paris", "Lyon"),
)
DIRECTORY = DirectoryServer(
    host="dc01.contoso.local",
    address="192.0.2.5",
    certificate="controller",
    domain="contoso.local",
    organisation="Contoso",
    connection_points=(POINT,),
)
MAIL = AutodiscoverServer(
    addresses=("192.0.2.10",),
    certificates=("mail", "autodiscover"),
    answers=("ann",),
    ports=(443, 80),
)
REDIRECT = RedirectServer(
    addresses=("192.0.2.12",),
    location="https://mail.contoso.example/autodiscover/autodiscover.xml",
)
WEB = WebSite(addresses=("192.0.2.80",), certificates=("www",), title="Contoso Ltd")
SCHEMA = "http://schemas.microsoft.com/exchange/autodiscover/outlook"


def scenario(name: str = "everything") -> Scenario:
    """One server of each kind, and one address that nobody serves."""
    return Scenario(
        name=name,
        order=1,
        title="Everything",
        lesson="Each server answers as it should.",
        client=ClientOptions(
            address=ADDRESS, password=PASSWORD, joined=True, site="Paris", authentication=("basic",)
        ),
        account=ACCOUNT,
        zones={
            "contoso.example": (
                "@ A 192.0.2.80\n"
                "mail A 192.0.2.10\n"
                "autodiscover A 192.0.2.10\n"
                "gone A 192.0.2.99\n"
                "_autodiscover._tcp SRV 0 0 443 mail\n"
            ),
            "contoso.local": "dc01 A 192.0.2.5\n",
        },
        certificates={
            "mail": recipe("mail.contoso.example"),
            "autodiscover": recipe("autodiscover.contoso.example"),
            "www": recipe("www.contoso.example"),
            "controller": recipe("dc01.contoso.local"),
        },
        servers=(MAIL, REDIRECT, WEB),
        answers={"ann": SETTINGS},
        directory=DIRECTORY,
    )


def recipe(name: str) -> CertificateRecipe:
    """A certificate of the trusted authority for one name."""
    return CertificateRecipe(common_name=name, names=(name,))


def request_body(address: str = ADDRESS, schema: str = f"{SCHEMA}/responseschema/2006a") -> bytes:
    """What a client posts. protocol.md 3.1"""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<Autodiscover xmlns="{SCHEMA}/requestschema/2006"><Request>'
        f"<EMailAddress>{address}</EMailAddress>"
        f"<AcceptableResponseSchema>{schema}</AcceptableResponseSchema>"
        "</Request></Autodiscover>"
    ).encode()
