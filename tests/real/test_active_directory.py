"""Our own client in a real domain: every way in, and everything that can be in the way."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from app.certificates import NameRules, TrustStores, judge
from app.domain.acceptance import CertificatePolicy
from app.domain.attempts import Search
from app.domain.authentication import Authentication, Scheme
from app.domain.binds import Bind, BindOutcome, BindTry
from app.domain.events import Bound, Event, Outcome, Recorded
from app.domain.failures import FailureKind
from app.domain.network import Terms
from app.domain.profile import Limits
from app.domain.questions import LdapQuestion
from app.domain.recorder import Recorder
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.domain.verdict import Verdict
from app.net import NetworkOptions, RealNetwork
from app.protocol import scp
from tests.support import addresses, contoso, forest, kerberos, samba, slapd
from tests.support.certificates import leaf, presented
from tests.support.daemons import ServerFailedError
from tests.support.forest import ANN, BOB, CARL, DORA, EVE, GUS, User
from tests.support.real_runs import Client
from tests.support.samba import Controller

# The first test of all makes the domain.
pytestmark = [pytest.mark.real, pytest.mark.anyio, pytest.mark.timeout(150)]

PLAIN: Final = f"ldap://{forest.CONTROLLER}"
TLS: Final = f"ldaps://{forest.CONTROLLER}"
LENIENT: Final = f"ldap://{forest.LENIENT}"
LENIENT_TLS: Final = f"ldaps://{forest.LENIENT}"
KERBEROS_NAME: Final = f"ann@{forest.DOMAIN}"
"""Ann's name in the realm itself; her mail address is another name of hers, of no realm."""
WRONG: Final = "Sommer!2007 und mehr"
Ask = Callable[..., Any]


def given(user: User = ANN, *, name: str = "", password: str = "") -> SignIn:
    person = user.person
    return SignIn(Credentials(name or person.address, Secret(password or person.password)))


def current_user() -> SignIn:
    return SignIn(None, current_user=True)


def only(*schemes: Scheme) -> Authentication:
    return Authentication(schemes=schemes, named=True)


def told(tries: tuple[BindTry, ...]) -> str:
    return ", ".join(f"{one.mechanism} {one.outcome}" for one in tries)


@pytest.fixture
def ask(domain_controller: Controller, anchor_file: Path, no_tickets: None) -> Ask:
    """Search a directory for connection points, as the SCP step does."""
    stores = TrustStores.of({}).with_file("contoso", anchor_file.read_bytes())

    def judge_chain(chain: Any, host: str) -> Verdict:
        return judge(chain, host, stores, at=datetime.now(UTC), rules=NameRules.OUTLOOK_2007)

    async def search(
        url: str,
        sign_in: SignIn | None = None,
        authentication: Authentication | None = None,
        *,
        on_event: Callable[[Event], None] = lambda _: None,
        directory_s: float = 20.0,
    ) -> Search:
        def sink(recorded: Recorded) -> None:
            on_event(recorded.event)

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
                response_s=5.0,
                dns_s=5.0,
                system_names_s=5.0,
                directory_s=directory_s,
            ),
            policy=CertificatePolicy(),
            authentication=authentication or Authentication(),
            sign_in=sign_in,
            domain=forest.DOMAIN,
        )
        question = LdapQuestion(url=url, filter=scp.FILTER, attributes=scp.ATTRIBUTES)
        report = Recorder(sink, lambda: 0.0).reporter.in_new_attempt()
        return await network.search(question, terms, report)

    return search


@pytest.fixture
def no_tickets(
    domain_controller: Controller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The PC knows the realm, and nobody has signed in on it."""
    use(domain_controller, tmp_path / "nobodys-tickets", monkeypatch)


def use(controller: Controller, cache: Path, patch: pytest.MonkeyPatch) -> None:
    for name, value in kerberos.environment(controller.kerberos, cache).items():
        patch.setenv(name, value)


# --- the ways in --------------------------------------------------------------------------------

NEGOTIATE: Final = only(Scheme.NEGOTIATE)
NTLM: Final = only(Scheme.NTLM)
BASIC: Final = only(Scheme.BASIC)
BY_PASSWORD: Final[list[tuple[str, str, Authentication, Bind]]] = [
    (PLAIN, KERBEROS_NAME, NEGOTIATE, Bind.KERBEROS_SEALED),
    (PLAIN, ANN.person.address, NEGOTIATE, Bind.NTLM_SEALED),
    (PLAIN, ANN.person.logon_name, NEGOTIATE, Bind.NTLM_SEALED),
    (PLAIN, KERBEROS_NAME, NTLM, Bind.NTLM_SEALED),
    (PLAIN, ANN.person.address, BASIC, Bind.SIMPLE),
    (PLAIN, ANN.person.logon_name, BASIC, Bind.SIMPLE),
    (TLS, ANN.person.address, BASIC, Bind.SIMPLE),
    (LENIENT, KERBEROS_NAME, NEGOTIATE, Bind.KERBEROS_SEALED),
    # Without winbind, this one looks up no other form of the name.
    (LENIENT, ANN.person.logon_name, NTLM, Bind.NTLM_SEALED),
    (LENIENT_TLS, KERBEROS_NAME, NEGOTIATE, Bind.KERBEROS_IN_TLS),
]


@pytest.mark.parametrize(("url", "name", "authentication", "bind"), BY_PASSWORD)
async def test_a_password_opens_the_directory_in_each_way(
    ask: Ask,
    lenient_controller: Controller,
    url: str,
    name: str,
    authentication: Authentication,
    bind: Bind,
) -> None:
    found = await ask(url, given(name=name), authentication)

    assert found.failure is None, found
    assert found.bind == bind
    assert found.base == forest.CONFIGURATION
    assert len(found.entries) == 7


@pytest.mark.parametrize(
    ("url", "bind"),
    [
        (PLAIN, Bind.KERBEROS_SEALED),
        (LENIENT, Bind.KERBEROS_SEALED),
        (LENIENT_TLS, Bind.KERBEROS_IN_TLS),
    ],
)
async def test_the_ticket_of_who_is_signed_in_opens_the_directory(
    ask: Ask,
    lenient_controller: Controller,
    domain_controller: Controller,
    tickets: Path,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    bind: Bind,
) -> None:
    use(domain_controller, tickets, monkeypatch)

    found = await ask(url, current_user())

    assert found.failure is None, found
    assert found.bind == bind
    assert told(found.tries) == "kerberos signed-in"
    assert found.tries[0].username == ""
    assert len(found.entries) == 7


async def test_the_strongest_way_that_works_is_taken(
    ask: Ask, lenient_controller: Controller
) -> None:
    by_mail_address = await ask(PLAIN, given())
    by_kerberos_name = await ask(PLAIN, given(name=KERBEROS_NAME))

    # The mail domain is no realm.
    assert told(by_mail_address.tries) == "kerberos not-possible, ntlm signed-in"
    assert told(by_kerberos_name.tries) == "kerberos signed-in"


async def test_inside_tls_a_strict_controller_takes_the_password_alone(ask: Ask) -> None:
    found = await ask(TLS, given(name=KERBEROS_NAME))

    # Samba's "yes" means: not by SASL, sealed or not.
    assert told(found.tries) == "kerberos declined, ntlm declined, simple signed-in"
    assert found.failure is None
    assert len(found.entries) == 7
    kerberos_failure = found.tries[0].failure
    assert kerberos_failure is not None
    assert "wants a sign-in that is signed or goes over TLS" in kerberos_failure.detail


async def test_ntlm_inside_tls_is_nothing_for_samba_and_no_refusal(
    ask: Ask, lenient_controller: Controller
) -> None:
    sign_in = given(name=ANN.person.logon_name)

    found = await ask(LENIENT_TLS, sign_in, only(Scheme.NTLM, Scheme.BASIC))

    declined = found.tries[0].failure
    assert told(found.tries) == "ntlm declined, simple signed-in"
    assert declined is not None
    assert "cannot make sense of this way" in declined.detail
    assert found.failure is None


@pytest.mark.parametrize("url", [PLAIN, TLS, LENIENT])
async def test_nobody_reads_connection_points_anonymously(
    ask: Ask, lenient_controller: Controller, url: str
) -> None:
    found = await ask(url)

    assert found.bind == Bind.ANONYMOUS
    assert found.base == forest.CONFIGURATION
    assert found.failure is not None
    assert found.failure.kind is FailureKind.DIRECTORY
    assert "needs a sign-in (no credentials were given)" in found.failure.detail


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [PLAIN, TLS])
@pytest.mark.parametrize(
    ("name", "counted"),
    # By a mail address it is NTLM, which Samba does not count then.
    [(KERBEROS_NAME, 1), (ANN.person.address, 0), (ANN.person.logon_name, 1)],
)
async def test_a_wrong_password_counts_once_however_often_it_is_tried(
    ask: Ask, domain_controller: Controller, url: str, name: str, counted: int
) -> None:
    await ask(PLAIN, given())
    before = samba.bad_passwords(domain_controller, ANN)
    sign_in = given(name=name, password=WRONG)

    first = await ask(url, sign_in)
    second = await ask(url, sign_in)

    assert first.failure is not None
    assert first.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert "password" in first.failure.detail
    assert first.tries[-1].outcome is BindOutcome.REFUSED
    assert second.tries == ()
    assert second.failure is not None
    assert "refused before" in second.failure.detail
    assert (before, samba.bad_passwords(domain_controller, ANN)) == (0, counted)


@pytest.mark.parametrize(
    ("user", "by_kerberos", "by_password"),
    [
        (BOB, "password of bob@ad.contoso.example has expired", "has expired"),
        (CARL, "must be changed first", "must change the password first"),
        (DORA, "disabled, locked out or expired", "is disabled"),
        (EVE, "disabled, locked out or expired", "the account of"),
    ],
    ids=["old password", "new password wanted", "disabled", "account ended"],
)
@pytest.mark.parametrize("authentication", [NEGOTIATE, NTLM, BASIC], ids=["kerberos", "ntlm", ""])
async def test_the_state_of_an_account_is_told(
    ask: Ask, authentication: Authentication, user: User, by_kerberos: str, by_password: str
) -> None:
    found = await ask(PLAIN, given(user, name=f"{user.account}@{forest.DOMAIN}"), authentication)

    assert found.failure is not None
    assert found.failure.kind is FailureKind.SIGN_IN_REFUSED, found
    expected = by_kerberos if authentication is NEGOTIATE else by_password
    assert expected in found.failure.detail
    assert len(found.tries) == 1


# --- tickets ------------------------------------------------------------------------------------


async def test_an_expired_ticket_is_told(
    ask: Ask, domain_controller: Controller, tickets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(domain_controller, kerberos.expired(tickets), monkeypatch)

    found = await ask(PLAIN, current_user())

    assert told(found.tries) == "kerberos not-possible"
    assert found.failure is not None
    assert "the Kerberos ticket of the signed-in user has expired" in found.failure.detail


@pytest.mark.parametrize(
    ("seconds", "part"), [(240, ""), (360, "the clocks"), (-360, "the clocks")]
)
async def test_a_clock_that_is_wrong_is_told(
    ask: Ask,
    domain_controller: Controller,
    tickets: Path,
    monkeypatch: pytest.MonkeyPatch,
    seconds: int,
    part: str,
) -> None:
    use(domain_controller, kerberos.with_wrong_clock(tickets, seconds), monkeypatch)

    found = await ask(PLAIN, current_user())

    assert (found.failure is None) is (not part), found
    if found.failure:
        assert part in found.failure.detail


@pytest.mark.parametrize(("seconds", "part"), [(360, "clocks"), (-360, "is not valid yet")])
async def test_a_clock_is_told_that_no_kdc_has_seen(
    ask: Ask,
    domain_controller: Controller,
    tickets: Path,
    monkeypatch: pytest.MonkeyPatch,
    seconds: int,
    part: str,
) -> None:
    # The ticket for the directory was fetched before.
    kerberos.fetch(domain_controller.kerberos, tickets, f"ldap/{forest.CONTROLLER}")
    use(domain_controller, kerberos.with_wrong_clock(tickets, seconds), monkeypatch)

    found = await ask(PLAIN, current_user())

    assert found.failure is not None
    assert found.tries[0].failure is not None
    assert part in found.tries[0].failure.detail, found


async def test_no_ticket_is_told(ask: Ask) -> None:
    found = await ask(PLAIN, current_user())

    assert told(found.tries) == "kerberos not-possible"
    assert found.failure is not None
    assert "no Kerberos ticket of the signed-in user on this PC" in found.failure.detail


async def test_a_controller_by_its_address_is_no_service_of_the_domain(
    ask: Ask, domain_controller: Controller, tickets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(domain_controller, tickets, monkeypatch)

    found = await ask(f"ldap://{addresses.DOMAIN_CONTROLLER}", current_user())

    assert found.tries[0].failure is not None
    detail = found.tries[0].failure.detail
    assert f"knows no service ldap/{addresses.DOMAIN_CONTROLLER}" in detail, found


async def test_a_realm_whose_kdc_is_away_is_told(
    ask: Ask, tmp_path: Path, tickets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = tmp_path / "krb5-away.conf"
    configuration.write_text(kerberos.configuration(addresses.NOTHING_LISTENS), encoding="ascii")
    monkeypatch.setenv("KRB5_CONFIG", str(configuration))

    found = await ask(PLAIN, given(name=KERBEROS_NAME))

    assert told(found.tries) == "kerberos not-possible, ntlm signed-in"
    assert found.tries[0].failure is not None
    assert "No domain controller (KDC)" in found.tries[0].failure.detail, found


async def test_a_kdc_that_is_silent_costs_no_more_than_the_limit(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = tmp_path / "krb5-silent.conf"
    configuration.write_text(kerberos.configuration(addresses.BLACK_HOLE), encoding="ascii")
    monkeypatch.setenv("KRB5_CONFIG", str(configuration))

    found = await ask(PLAIN, given(name=KERBEROS_NAME), directory_s=1.0)

    assert told(found.tries) == "kerberos not-possible, ntlm signed-in"
    assert found.tries[0].failure is not None
    assert found.tries[0].failure.kind is FailureKind.TIMED_OUT


# --- what is in the directory -------------------------------------------------------------------


async def test_who_may_not_see_exchange_finds_nothing(ask: Ask) -> None:
    found = await ask(PLAIN, given(GUS))

    assert found.failure is None
    assert found.entries == ()


def own(domain: Path, folder: Path) -> Any:
    """A controller of the same domain, without any connection point."""
    return samba.running(
        domain,
        log_file=folder / "samba-own.log",
        identity=presented(leaf(contoso.issuing(), addresses.OWN_CONTROLLER)),
        host=f"dc6.{forest.DOMAIN}",
        address=addresses.OWN_CONTROLLER,
        points=(),
    )


async def test_a_directory_without_connection_points_is_no_failure(
    ask: Ask, domain: Path, tmp_path: Path
) -> None:
    with own(domain, tmp_path):
        found = await ask(f"ldaps://{addresses.OWN_CONTROLLER}", given(), BASIC)

    assert found.failure is None
    assert found.entries == ()


@contextmanager
def dying(domain: Path, folder: Path) -> Iterator[Controller]:
    """A controller that is not expected to live to the end of the block."""
    with pytest.raises(ServerFailedError, match="ended by itself"), own(domain, folder) as gone:  # noqa: PT012
        yield gone
        os.waitid(os.P_PID, gone.daemon.pid, os.WEXITED | os.WNOWAIT)


async def test_a_controller_that_goes_in_the_middle_of_the_search_is_gone(
    ask: Ask, domain: Path, tmp_path: Path
) -> None:
    with dying(domain, tmp_path) as gone:

        def kill(event: Event) -> None:
            if isinstance(event, Bound):
                os.kill(gone.daemon.pid, signal.SIGKILL)

        sign_in = given(name=ANN.person.logon_name)
        found = await ask(f"ldap://{addresses.OWN_CONTROLLER}", sign_in, NTLM, on_event=kill)

    assert found.bind == Bind.NTLM_SEALED
    assert found.failure is not None
    assert found.failure.kind is FailureKind.RESET


# --- the whole program --------------------------------------------------------------------------


async def test_the_signed_in_user_finds_the_server_of_the_site(
    client: Client, domain_controller: Controller, signed_in: Path, web_server: object
) -> None:
    ran = await client.run(
        ANN.person.address,
        joined="yes",
        directory=PLAIN,
        site=forest.LONDON,
        current_user=True,
    )

    search = ran.search()
    assert (search.bind, len(search.entries)) == (Bind.KERBEROS_SEALED, 7)
    assert ran.outcome is Outcome.FOUND
    assert ran.finished.autodiscover_url.startswith("https://ex04.contoso.example/")


# --- what no domain controller does on demand ---------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind", "part"),
    [
        ("busy", FailureKind.DIRECTORY, "too busy"),
        ("unavailable", FailureKind.DIRECTORY, "shutting down, or cannot do this now"),
        ("slow", FailureKind.TIMED_OUT, "did not answer within 0.5 s"),
        ("referral", FailureKind.DIRECTORY, "sends its clients to another directory"),
    ],
)
async def test_a_directory_in_trouble_says_which(
    ask: Ask, tmp_path: Path, fault: str, kind: FailureKind, part: str
) -> None:
    host = f"dc7.{contoso.DOMAIN}"
    with slapd.running(
        tmp_path,
        address=addresses.OWN_CONTROLLER,
        host=host,
        identity=presented(leaf(contoso.issuing(), host)),
        fault=fault,
    ):
        found = await ask(f"ldap://{addresses.OWN_CONTROLLER}", directory_s=0.5)

    assert found.failure is not None
    assert found.failure.kind is kind
    assert part in found.failure.detail
    referred = ["ldap://dc9.contoso.example/cn=referral"] if fault == "referral" else []
    assert [url.split(",")[0] for url in found.referrals] == referred
    assert ("ldap://dc9.contoso.example" in found.failure.origin) is bool(referred)
