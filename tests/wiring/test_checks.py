"""Options as typed, checked and converted."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.certificates import TrustStores
from app.domain.authentication import Scheme
from app.domain.machine import FactName, machine_of
from app.domain.notes import NoteCode
from app.domain.options import RunOptions, WrongUseError
from app.domain.secret import Secret
from app.domain.steps import StepName
from app.domain.task import Mode
from app.net import ConnectRule
from app.wiring import checks
from app.wiring.checks import idle_trust
from app.wording import note_text
from tests.certificates.chains import issue

ANN = "ann@contoso.com"


def options(**changes: object) -> RunOptions:
    """Give options of a run that trusts nothing, so that no test reads the system's store."""
    return RunOptions(**{"address": ANN, "system_trust": False, **changes})  # type: ignore[arg-type]


def test_what_is_not_given_has_outlooks_defaults() -> None:
    checked = checks.check(options())

    task = checked.task
    assert (task.profile.name, task.mode) == ("outlook-2007", Mode.OUTLOOK)
    assert task.path == "/autodiscover/autodiscover.xml"
    assert task.limits.connect_s == 20
    assert not task.authentication.named
    assert (checked.username, checked.at, checked.old_tls) == (ANN, None, True)
    assert not checked.current_user


def test_the_signed_in_user_is_passed_on() -> None:
    assert checks.check(options(current_user=True)).current_user


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"address": "ann"}, "no e-mail address"),
        ({"address": "user@com.br"}, "public suffix"),
        ({"address": "ann@localhost"}, "single label"),
        ({"address": "ann@192.0.2.1"}, "IP address"),
        ({"address": "a b@contoso.com"}, "no spaces"),
        ({"address": "x" * 10_000}, "at most 254"),
        ({"profile": "outlook-97"}, "no profile 'outlook-97'"),
        ({"mode": "both"}, "--mode is outlook or survey, not 'both'"),
        ({"joined": "maybe"}, "--joined is auto or yes or no"),
        ({"consent": "perhaps"}, "--consent is ask or allow or deny"),
        ({"security_alert": "run"}, "--security-alert is skip or accept"),
        ({"old_tls": "never"}, "--old-tls is allow or look"),
        ({"path_case": "upper"}, "--path-case is lower or spec"),
        ({"authentication": ("digest",)}, "--authentication is negotiate or ntlm or basic"),
        ({"authentication": ()}, "--authentication names at least one"),
        ({"authentication": ("",)}, "--authentication is"),
        ({"timeout": 0.0}, "--timeout"),
        ({"timeout": -1.0}, "--timeout"),
        ({"timeout": 1e9}, "--timeout"),
        ({"directory": "http://dc01"}, "--directory is ldap://"),
        ({"directory": "ldap://"}, "--directory is ldap://"),
        ({"directory": "ldap://dc01:x"}, "--directory is ldap://"),
        ({"directory": "ldap://dc01/CN=x"}, "--directory is ldap://"),
        ({"directory": "ldap://ann:p@dc01"}, "--directory is ldap://"),
        ({"directory": "ldap://["}, "--directory is ldap://"),
        ({"policies": ("ExcludeSrvLookup=1",)}, "--policy is one of"),
        ({"policies": ("ExcludeSrvRecord",)}, "--policy is one of"),
        ({"policies": ("ExcludeSrvRecord=2",)}, "--policy is one of"),
        ({"policies": ("RedirectServers=",)}, "--policy is one of"),
        ({"resolvers": ("dns.contoso.com",)}, "by its address"),
        ({"resolvers": ("192.0.2.1:x",)}, "--resolver is"),
        ({"resolvers": ("",)}, "--resolver is"),
        ({"connects": ("mail:443",)}, "--connect is"),
        ({"connects": ("mail=192.0.2.1",)}, "--connect is"),
        ({"connects": ("mail:443=",)}, "--connect is"),
        ({"connects": ("mail:0=192.0.2.1",)}, "--connect is"),
        ({"connects": ("mail:443=mail.contoso.com",)}, "--connect is"),
        ({"at": "yesterday"}, "--at is a day"),
    ],
)
def test_a_wrong_option_is_refused_in_one_line(changes: dict[str, object], says: str) -> None:
    with pytest.raises(WrongUseError) as refused:
        checks.check(options(**changes))

    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"no PEM", b"\x00" * 100])
def test_a_trust_file_that_is_not_pem_is_refused_in_one_line(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "trust.pem"
    file.write_bytes(content)

    with pytest.raises(WrongUseError, match=r"trust\.pem") as refused:
        checks.check(options(trust_files=(str(file),)))

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["none.pem", ".", "a\x00b"])
def test_a_trust_file_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongUseError):
        checks.check(options(trust_files=(f"{tmp_path}/{name}",)))


@pytest.mark.parametrize(
    ("files", "stores"),
    [
        (("a/one.pem",), ("one.pem",)),
        (("a/one.pem", "b/two.pem"), ("one.pem", "two.pem")),
        (("a/one.pem", "a/one.pem"), ("one.pem",)),
        (("a/one.pem", "b/one.pem", "b/two.pem"), ("{}/a/one.pem", "{}/b/one.pem", "two.pem")),
        (("a/system",), ("{}/a/system",)),
    ],
)
def test_a_trust_file_gives_its_store_its_name(
    tmp_path: Path, files: tuple[str, ...], stores: tuple[str, ...]
) -> None:
    root = issue("Contoso Root", ca=True)
    for file in files:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(root.pem)

    checked = checks.check(options(trust_files=tuple(f"{tmp_path}/{file}" for file in files)))

    (anchor,) = checked.stores.anchors
    assert checked.stores.names_of(anchor.sha256) == tuple(one.format(tmp_path) for one in stores)


def test_policies_are_read_by_their_registry_names() -> None:
    texts = ("ExcludeSrvRecord=1", "ExcludeScpLookup=0", "PreferLocalXML=1", "RedirectServers=Mail")

    policies = checks.check(options(policies=texts)).task.machine.policies

    assert policies.excluded == (StepName.DNS_SRV,)
    assert policies.prefer_local_xml
    assert policies.redirect_servers == ("mail",)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("mail:443=192.0.2.1", ("mail", 443, "192.0.2.1", None)),
        ("192.0.2.9:443=127.0.0.1:4443", ("192.0.2.9", 443, "127.0.0.1", 4443)),
        ("[2001:db8::1]:443=[::1]:4443", ("2001:db8::1", 443, "::1", 4443)),
        ("mail:443=::1", ("mail", 443, "::1", None)),
    ],
)
def test_a_connect_rule_names_a_host_and_where_it_is(
    text: str, rule: tuple[str, int, str, int | None]
) -> None:
    host, port, address, to_port = rule

    (found,) = checks.check(options(connects=(text,))).connects

    assert found == ConnectRule(host=host, port=port, address=address, to_port=to_port)


@pytest.mark.parametrize(
    ("text", "resolver"),
    [
        ("192.0.2.1", ("192.0.2.1", 53)),
        ("192.0.2.1:5353", ("192.0.2.1", 5353)),
        ("2001:db8::1", ("2001:db8::1", 53)),
        ("[2001:db8::1]:5353", ("2001:db8::1", 5353)),
    ],
)
def test_a_resolver_is_an_address_with_or_without_port(
    text: str, resolver: tuple[str, int]
) -> None:
    assert checks.check(options(resolvers=(text,))).resolvers == (resolver,)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2007-06-01", datetime(2007, 6, 1, 12, tzinfo=UTC)),
        ("2007-06-01T08:30", datetime(2007, 6, 1, 8, 30, tzinfo=UTC)),
        ("2007-06-01T08:30+02:00", datetime(2007, 6, 1, 6, 30, tzinfo=UTC)),
    ],
)
def test_a_day_means_its_middle(text: str, at: datetime) -> None:
    assert checks.check(options(at=text)).at == at


def test_named_schemes_are_taken_strongest_first() -> None:
    authentication = checks.check(options(authentication=("basic", "NTLM"))).task.authentication

    assert authentication.schemes == (Scheme.NTLM, Scheme.BASIC)
    assert authentication.named


@pytest.mark.parametrize(
    ("joined", "values"), [("", []), ("auto", []), ("yes", ["yes"]), ("no", ["no"])]
)
def test_the_option_says_nothing_where_the_pc_is_to_say_it(joined: str, values: list[str]) -> None:
    facts = checks.check(options(joined=joined)).facts

    assert [fact.value for fact in facts if fact.name is FactName.JOINED] == values


def test_each_option_about_the_machine_is_a_fact_with_its_name() -> None:
    checked = checks.check(
        options(
            joined="yes",
            directory="ldap://dc01",
            site=" Paris ",
            local_xml="a.xml",
            policies=("PreferLocalXML=1",),
        )
    )

    assert [(fact.name.value, fact.value, fact.origin) for fact in checked.facts] == [
        ("joined", "yes", "--joined"),
        ("directory", "ldap://dc01", "--directory"),
        ("site", "Paris", "--site"),
        ("local-xml", "a.xml", "--local-xml"),
        ("policy", "1", "--policy"),
    ]
    assert checked.task.machine == machine_of(checked.facts)


def test_paths_and_times_are_as_asked() -> None:
    checked = checks.check(
        options(path_case="spec", timeout=3.5, directory="ldaps://dc01:6636/", old_tls="look")
    )

    assert checked.task.path == "/Autodiscover/Autodiscover.xml"
    assert checked.task.limits.connect_s == 3.5
    assert checked.task.machine.directory == "ldaps://dc01:6636"
    assert not checked.old_tls


def test_a_proxy_of_the_options_stands_for_all_that_the_pc_says() -> None:
    secret = Secret("hunter2")
    checked = checks.check(options(proxy="http://wil%40ma@proxy:3128", proxy_password=secret))

    proxies = machine_of(checked.facts).proxies
    assert str(proxies.https) == str(proxies.http) == "proxy:3128"
    assert (proxies.origin, proxies.exceptions, proxies.script) == ("--proxy", (), "")
    assert checked.proxy_credentials is not None
    assert checked.proxy_credentials.username == "wil@ma"
    assert checked.proxy_credentials.password is secret


def test_no_proxy_is_a_fact_as_well() -> None:
    checked = checks.check(options(no_proxy=True, proxy_current_user=True))

    proxies = machine_of(checked.facts).proxies
    assert not proxies.are_given
    assert proxies.origin == "--no-proxy"
    assert checked.proxy_credentials is None
    assert checked.proxy_current_user


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"proxy": "https://proxy:443"}, "--proxy is http://[USER@]HOST[:PORT]"),
        ({"proxy": "http://ann:hunter2@proxy"}, "--proxy takes no password"),
        ({"proxy": "http://ann@proxy"}, "his password is missing"),
        ({"proxy": "http://proxy", "proxy_password": Secret("x")}, "wants its user"),
        ({"proxy_password": Secret("x")}, "wants its user"),
        ({"proxy": "http://proxy", "no_proxy": True}, "Either --proxy or --no-proxy"),
        ({"proxy": "socks5://ann:hunter2@p:1"}, "not socks5"),
    ],
)
def test_a_proxy_that_cannot_be_is_refused_without_its_password(
    changes: dict[str, object], says: str
) -> None:
    with pytest.raises(WrongUseError) as caught:
        checks.check(options(**changes))

    assert says in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_file_whose_certificates_are_no_anchors_is_told() -> None:
    root = issue("Contoso Root", ca=True)
    issuing = [issue(f"Contoso Issuing {number}", ca=True, by=root) for number in range(7)]
    stores = TrustStores.of({"system": []}).with_file(
        "corp.pem", b"".join(one.pem for one in issuing)
    )

    (noted,) = idle_trust(stores)

    assert (noted.code, noted.subject) == (NoteCode.NOT_AN_ANCHOR, "corp.pem")
    assert noted.detail.startswith("Contoso Issuing 0, Contoso Issuing 1")
    assert noted.detail.endswith(" and 2 more")
    assert note_text(noted).startswith("corp.pem holds certificates that make nothing trusted")
    assert idle_trust(stores.with_file("root.pem", root.pem)) == ()
