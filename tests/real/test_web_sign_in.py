"""Our own client at a web server of the domain: every way in over HTTP, and every refusal."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from app.certificates import NameRules, TrustStores, judge
from app.domain.acceptance import CertificatePolicy
from app.domain.attempts import Exchange
from app.domain.authentication import Authentication, Scheme
from app.domain.binds import BindTry
from app.domain.failures import FailureKind
from app.domain.network import Terms
from app.domain.profile import Limits
from app.domain.questions import HttpQuestion
from app.domain.recorder import Recorder
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.domain.tokens import (
    KerberosReply,
    KerberosRequest,
    NtlmAuthenticate,
    NtlmChallenge,
    NtlmNegotiate,
    SpnegoOffer,
    SpnegoReply,
    inner_of,
)
from app.domain.verdict import Verdict
from app.net import NetworkOptions, RealNetwork
from tests.support import addresses, forest, kerberos, samba
from tests.support.apache import RequestLog, WebServer
from tests.support.forest import ANN, User
from tests.support.samba import Controller

pytestmark = [pytest.mark.real, pytest.mark.anyio, pytest.mark.timeout(150)]

URL: Final = f"https://{forest.EXCHANGE}/Autodiscover/Autodiscover.xml"
KERBEROS_NAME: Final = f"ann@{forest.DOMAIN}"
WRONG: Final = "Sommer!2007 und mehr"
ALL: Final = tuple(Scheme)
Ask = Callable[..., Any]


def given(user: User = ANN, *, name: str = "", password: str = "") -> SignIn:
    person = user.person
    return SignIn(Credentials(name or person.logon_name, Secret(password or person.password)))


def told(tries: tuple[BindTry, ...]) -> str:
    return ", ".join(f"{one.scheme}/{one.mechanism} {one.outcome}" for one in tries)


@pytest.fixture
def ask(
    domain_web_server: WebServer,
    domain_controller: Controller,
    anchor_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Ask:
    """Ask EX06 as a step does, on a PC that knows the realm, and at which nobody has signed in."""
    for name, value in kerberos.environment(domain_controller.kerberos, tmp_path / "no").items():
        monkeypatch.setenv(name, value)
    stores = TrustStores.of({}).with_file("contoso", anchor_file.read_bytes())

    def judge_chain(chain: Any, host: str) -> Verdict:
        return judge(chain, host, stores, at=datetime.now(UTC), rules=NameRules.OUTLOOK_2007)

    async def exchange(sign_in: SignIn | None, *schemes: Scheme) -> Exchange:
        network = RealNetwork(
            NetworkOptions(
                judge=judge_chain,
                user_agent="Autodiscope/test",
                resolvers=((addresses.NAME_SERVER, 53),),
            )
        )
        terms = Terms(
            limits=Limits(
                connect_s=5.0,
                handshake_s=5.0,
                response_s=10.0,
                dns_s=5.0,
                system_names_s=5.0,
                directory_s=20.0,
            ),
            policy=CertificatePolicy(),
            authentication=Authentication(schemes=schemes or ALL, named=bool(schemes)),
            sign_in=sign_in,
            domain=forest.DOMAIN,
        )
        question = HttpQuestion(method="POST", url=URL, body="<Autodiscover/>")
        report = Recorder(lambda _: None, lambda: 0.0).reporter.in_new_attempt()
        return await network.exchange(question, terms, report)

    return exchange


# --- the ways in --------------------------------------------------------------------------------

# The name, what is allowed, the ways that are tried, whom Apache sees, and by which mechanism.
WAYS: Final[list[tuple[str, tuple[Scheme, ...], str, str, str]]] = [
    (
        KERBEROS_NAME,
        ALL,
        "negotiate/kerberos signed-in",
        f"ann@{forest.REALM}",
        "Negotiate/krb5",
    ),
    (
        ANN.person.logon_name,
        ALL,
        "negotiate/kerberos not-possible, negotiate/ntlm signed-in",
        ANN.person.logon_name,
        "Negotiate/NTLM",
    ),
    (
        ANN.person.logon_name,
        (Scheme.NTLM, Scheme.BASIC),
        "ntlm/ntlm signed-in",
        ANN.person.logon_name,
        "NTLM/NTLM",
    ),
    (ANN.account, (Scheme.BASIC,), "basic/simple signed-in", f"ann@{forest.REALM}", "Basic/krb5"),
]


@pytest.mark.parametrize(("name", "schemes", "ways", "user", "mechanism"), WAYS)
async def test_a_password_opens_autodiscover_in_each_way(
    ask: Ask,
    web_requests: RequestLog,
    name: str,
    schemes: tuple[Scheme, ...],
    ways: str,
    user: str,
    mechanism: str,
) -> None:
    sign_in = given(name=name)

    found = await ask(sign_in, *schemes)

    legs = len(found.legs)
    seen = web_requests.seen(legs)
    assert found.failure is None, found.failure
    assert told(found.tries) == ways
    # One connection, and one leg more for each token that has to go out.
    assert len(found.connections) == 1
    assert [one.earlier for one in seen] == list(range(legs))
    assert [one.status for one in seen] == [401] * (legs - 1) + [200]
    assert legs == (3 if "NTLM" in mechanism else 2)
    assert (seen[-1].user, seen[-1].mechanism) == (user, mechanism)
    assert sign_in.bad == 0


async def test_the_ticket_of_who_is_signed_in_opens_autodiscover(
    ask: Ask,
    web_requests: RequestLog,
    domain_controller: Controller,
    tickets: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in kerberos.environment(domain_controller.kerberos, tickets).items():
        monkeypatch.setenv(name, value)

    found = await ask(SignIn(None, current_user=True))

    _, signed_in = web_requests.seen(2)
    assert found.failure is None, found.failure
    assert told(found.tries) == "negotiate/kerberos signed-in"
    assert found.tries[0].username == ""
    assert (signed_in.user, signed_in.mechanism) == (f"ann@{forest.REALM}", "Negotiate/krb5")


async def test_a_password_is_taken_where_nobody_is_signed_in_on_the_pc(ask: Ask) -> None:
    password = Secret(ANN.person.password)
    sign_in = SignIn(Credentials(ANN.person.logon_name, password), current_user=True)

    found = await ask(sign_in)

    assert found.failure is None
    assert [one.username for one in found.tries] == ["", *[ANN.person.logon_name] * 2]
    assert told(found.tries) == (
        "negotiate/kerberos not-possible, negotiate/kerberos not-possible, negotiate/ntlm signed-in"
    )


async def test_without_a_ticket_the_signed_in_user_signs_in_nowhere(ask: Ask) -> None:
    found = await ask(SignIn(None, current_user=True))

    assert told(found.tries) == "negotiate/kerberos not-possible"
    assert len(found.legs) == 1
    assert found.failure is not None
    assert found.failure.kind is FailureKind.SIGN_IN_NEEDED
    assert "there is no Kerberos ticket of the signed-in user" in found.failure.detail


async def test_a_form_of_the_name_that_the_server_does_not_know_brings_the_other_one_up(
    ask: Ask,
) -> None:
    # gss-ntlmssp finds nobody by a user principal name whose domain is not the directory's.
    wrong_form = await ask(given(name=ANN.person.address))
    right_form = await ask(given())

    assert wrong_form.failure is not None
    assert wrong_form.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert "try the name in the other form: DOMAIN\\ann." in wrong_form.failure.detail
    assert right_form.failure is None


# --- what the tokens say ------------------------------------------------------------------------


async def test_the_tokens_of_kerberos_are_told(ask: Ask) -> None:
    found = await ask(given(name=KERBEROS_NAME))

    _, leg = found.legs
    assert leg.request.token == SpnegoOffer(
        mechanisms=("Kerberos",),
        inner=KerberosRequest(
            service=f"HTTP/{forest.EXCHANGE}",
            realm=forest.REALM,
            encryption="AES-256",
            mutual=True,
        ),
    )
    assert leg.response
    assert leg.response.token == SpnegoReply(
        state="accept-completed", mechanism="Kerberos", inner=KerberosReply(encryption="AES-256")
    )


@pytest.mark.parametrize("schemes", [(Scheme.NEGOTIATE,), (Scheme.NTLM,)])
async def test_the_tokens_of_ntlm_are_told(ask: Ask, schemes: tuple[Scheme, ...]) -> None:
    found = await ask(given(), *schemes)

    _, first, second = found.legs
    assert first.response
    challenge = inner_of(first.response.token)
    answer = inner_of(second.request.token)
    assert isinstance(inner_of(first.request.token), NtlmNegotiate)
    assert isinstance(challenge, NtlmChallenge)
    assert (challenge.netbios_computer, challenge.netbios_domain) == ("EX06", forest.NETBIOS)
    assert (challenge.target, challenge.target_type) == (forest.NETBIOS, "domain")
    assert challenge.time
    assert abs(challenge.time - datetime.now(UTC)).total_seconds() < 3600
    assert isinstance(answer, NtlmAuthenticate)
    assert (answer.user, answer.domain, answer.ntlm_version) == ("ann", forest.NETBIOS, 2)


# How each begins, in Base64: NTLMSSP, and SPNEGO's tags. Within a certificate such letters stand by
# chance.
TOKEN: Final = re.compile(rb"(?<![\w+/])(?:TlRM|YI|oYG|oRQ|oXc)[\w+/]{12}")


def test_a_token_is_told_from_the_middle_of_a_certificate() -> None:
    assert TOKEN.search(b'"Negotiate oYG2MIGzoAMKAQCiggGq"')
    assert TOKEN.search(b'"YIIGhgYGKwYBBQUCoIIG"')
    assert not TOKEN.search(b'"MIIDazCCAlOgAwIBAgIUoYG2MIGzoAMKAQCiggGq"')


@pytest.mark.parametrize("name", [KERBEROS_NAME, ANN.person.logon_name, ANN.account])
async def test_no_token_and_no_password_gets_into_an_event(ask: Ask, name: str) -> None:
    found = await ask(given(name=name))

    told_all = msgspec.json.encode(found)
    assert found.failure is None
    assert ANN.person.password.encode() not in told_all
    assert not TOKEN.search(told_all)
    assert b"token not shown" in told_all or b"ntlm" not in told_all


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "schemes", "ways", "counted", "part"),
    [
        # Kerberos asks the domain: the web server is not even told that there was a password,
        # and NTLM is not tried with the same one.
        (KERBEROS_NAME, ALL, "negotiate/kerberos refused", 1, "The domain refused the password"),
        (
            ANN.person.logon_name,
            ALL,
            "negotiate/kerberos not-possible, negotiate/ntlm refused",
            1,
            "the other form: ann@DOMAIN",
        ),
        # Samba does not count NTLM by a mail address.
        (
            ANN.person.address,
            ALL,
            "negotiate/kerberos not-possible, negotiate/ntlm refused",
            0,
            "the other form: DOMAIN\\ann",
        ),
        (ANN.person.logon_name, (Scheme.NTLM,), "ntlm/ntlm refused", 1, "refused the user name"),
        (ANN.account, (Scheme.BASIC,), "basic/simple refused", 1, "refused the user name"),
    ],
)
async def test_a_wrong_password_counts_once_however_often_it_is_asked_for(
    ask: Ask,
    domain_controller: Controller,
    name: str,
    schemes: tuple[Scheme, ...],
    ways: str,
    counted: int,
    part: str,
) -> None:
    await ask(given())
    before = samba.bad_passwords(domain_controller, ANN)
    sign_in = given(name=name, password=WRONG)

    first = await ask(sign_in, *schemes)
    second = await ask(sign_in, *schemes)

    assert told(first.tries) == ways
    assert first.failure is not None
    assert first.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert part in first.failure.detail
    assert second.tries == ()
    assert len(second.legs) == 1
    assert second.failure is not None
    assert second.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert "refused before" in second.failure.detail
    assert sign_in.bad == 1
    # What counts: a pre-authentication at the KDC, an answer to NTLM's challenge, and Basic.
    assert (before, samba.bad_passwords(domain_controller, ANN)) == (0, counted)
