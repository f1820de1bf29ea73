"""Sign-ins that are tied to their connection, at an acceptor that looks: Kerberos and NTLM.

Kerberos comes from MIT's own KDC. A server with Extended Protection sees from the binding whether
somebody in between has opened TLS.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from spnego.channel_bindings import GssChannelBindings

from app.domain.attempts import Exchange
from app.domain.authentication import Authentication, Scheme
from app.domain.failures import FailureKind
from app.domain.questions import HttpQuestion
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.net import way_in
from app.net.channel_binding import end_point
from tests.net.makings import FakeJudge, Report, network, rule, server_tls, terms
from tests.net.peers import peer
from tests.net.web_acceptors import WebAcceptor
from tests.support import mit
from tests.support.gss import Accepting, Protection
from tests.support.mit import DOMAIN, USER, WEB_SERVER, Kdc

pytestmark = [pytest.mark.real, pytest.mark.anyio]

PASSWORD: Final = "Sommer!2007 & mehr"
WRONG: Final = "Winter!2007 & mehr"
BY_REALM: Final = f"{USER}@{DOMAIN}"
BY_DOMAIN: Final = f"MIT\\{USER}"
QUESTION: Final = HttpQuestion(method="POST", url=f"https://{WEB_SERVER}/", body="<Autodiscover/>")

# The scheme, the name that leads to the mechanism, and the tokens that it takes.
WAYS: Final = [
    (Scheme.NEGOTIATE, BY_REALM, "negotiate/kerberos", 1),
    (Scheme.NEGOTIATE, BY_DOMAIN, "negotiate/ntlm", 2),
    (Scheme.NTLM, BY_DOMAIN, "ntlm/ntlm", 2),
]


@pytest.fixture(scope="module")
def kdc(private_network: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kdc]:
    with mit.running(tmp_path_factory.mktemp("mit"), PASSWORD) as running:
        yield running


@pytest.fixture(autouse=True)
def realm(kdc: Kdc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Client and acceptor, in one process, both know the realm; each has what is its own."""
    users = tmp_path / "ntlm-users"
    users.write_text(f"MIT:{USER}:{PASSWORD}\n", encoding="utf-8")
    monkeypatch.setenv("KRB5_CONFIG", str(kdc.kerberos))
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{tmp_path / 'nobodys-tickets'}")
    monkeypatch.setenv("KRB5_KTNAME", f"FILE:{kdc.keytab}")
    monkeypatch.setenv("KRB5_CLIENT_KTNAME", f"FILE:{tmp_path / 'no-keytab'}")
    monkeypatch.setenv("NTLM_USER_FILE", str(users))
    monkeypatch.setenv("NETBIOS_COMPUTER_NAME", "WWW")
    monkeypatch.setenv("NETBIOS_DOMAIN_NAME", "MIT")


class Server(WebAcceptor):
    """A web server with GSSAPI, and with Extended Protection or without."""

    def __init__(self, protection: Protection, leaf: bytes) -> None:
        super().__init__()
        self._protection = protection
        self._leaf = leaf

    def _context(self, scheme: bytes) -> Any:
        return Accepting(end_point(self._leaf).application_data or b"", self._protection)


async def leaf() -> bytes:
    """The certificate that the servers here show (DER)."""
    judge = FakeJudge()
    async with peer(WebAcceptor().serve, server_tls()) as serving:
        asked = network(judge, connect=(rule(serving.port, WEB_SERVER),))
        await asked.exchange(QUESTION, terms(), Report().attempt)
    return judge.seen[0][0][0]


async def ask(protection: Protection, scheme: Scheme, sign_in: SignIn) -> Exchange:
    server = Server(protection, await leaf())
    async with peer(server.serve, server_tls()) as serving:
        asked = network(connect=(rule(serving.port, WEB_SERVER),))
        conditions = terms(
            sign_in=sign_in,
            authentication=Authentication(schemes=(scheme,), named=True),
            domain=DOMAIN,
        )
        return await asked.exchange(QUESTION, conditions, Report().attempt)


def given(name: str, password: str = PASSWORD) -> SignIn:
    return SignIn(Credentials(name, Secret(password)))


@pytest.mark.parametrize("protection", Protection)
@pytest.mark.parametrize(("scheme", "name", "way", "tokens"), WAYS)
async def test_a_sign_in_that_is_tied_to_its_connection_is_accepted(
    protection: Protection, scheme: Scheme, name: str, way: str, tokens: int
) -> None:
    exchange = await ask(protection, scheme, given(name))

    tried = exchange.tries[-1]
    assert exchange.failure is None, exchange
    assert f"{tried.scheme}/{tried.mechanism}" == way
    assert tried.failure is None
    assert len(exchange.legs) == 1 + tokens
    assert len(exchange.connections) == 1


# Someone in between who opens TLS shows another certificate; and who sends no binding at all is a
# client without it, as Outlook 2007 was at first.
@pytest.mark.parametrize(
    ("protection", "binding", "is_let_in"),
    [
        (Protection.NONE, b"tls-server-end-point:" + b"\0" * 32, True),
        (Protection.ALLOW, b"tls-server-end-point:" + b"\0" * 32, False),
        (Protection.REQUIRE, b"tls-server-end-point:" + b"\0" * 32, False),
        (Protection.NONE, None, True),
        (Protection.ALLOW, None, True),
        (Protection.REQUIRE, None, False),
    ],
)
@pytest.mark.parametrize(("scheme", "name"), [(one[0], one[1]) for one in WAYS])
async def test_a_sign_in_that_is_tied_to_another_connection_or_none_is_seen(
    monkeypatch: pytest.MonkeyPatch,
    protection: Protection,
    binding: bytes | None,
    is_let_in: bool,
    scheme: Scheme,
    name: str,
) -> None:
    made = GssChannelBindings(application_data=binding) if binding else None
    monkeypatch.setattr(way_in, "end_point", lambda _: made)

    exchange = await ask(protection, scheme, given(name))

    assert (exchange.failure is None) is is_let_in, exchange.failure
    if exchange.failure:
        assert exchange.failure.kind is FailureKind.SIGN_IN_REFUSED


@pytest.mark.parametrize(("scheme", "name", "way"), [one[:3] for one in WAYS])
async def test_a_wrong_password_is_shown_once(
    kdc: Kdc, scheme: Scheme, name: str, way: str
) -> None:
    sign_in = given(name, WRONG)
    before = kdc.refusals()

    first = await ask(Protection.NONE, scheme, sign_in)
    second = await ask(Protection.NONE, scheme, sign_in)

    assert first.failure is not None
    assert first.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert f"{first.tries[-1].scheme}/{first.tries[-1].mechanism}" == way
    assert second.tries == ()
    assert sign_in.bad == 1
    assert kdc.refusals() - before == (way == "negotiate/kerberos")
