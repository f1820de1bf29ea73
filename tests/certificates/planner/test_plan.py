"""Plans from sessions that showed one thing each."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.certificates.planner import certificate_plan
from app.domain.attempts import SrvRecord
from app.domain.deployment import (
    CertificatePlan,
    Check,
    Method,
    MethodState,
    NameUse,
    Release,
    Tick,
)
from app.domain.events import RoundStarted
from app.domain.failures import Failure, FailureKind
from app.domain.finding import Conclusions
from app.domain.msstd import PrincipalMatch
from app.domain.session import Session
from app.domain.steps import StepName
from app.domain.verdict import Certificate, Problem
from app.export import as_json, as_plan
from tests.certificates.planner.sessions import (
    AUTODISCOVER,
    DOMAIN,
    INSIDE,
    MAIL,
    Story,
    certificate,
    exch,
    expr,
)
from tests.support import played_runs
from tests.support.played_runs import session_of

SERVICES_URL = f"https://{MAIL}/autodiscover/autodiscover.xml"


def plan_of(story: Story) -> CertificatePlan:
    plan = certificate_plan(story.session())
    assert plan is not None
    return plan


def tick(plan: CertificatePlan, method: Method, check: Check) -> Tick:
    return next(one.tick for one in plan.of(method).ticks if one.check is check)


def text_of(plan: CertificatePlan, method: Method) -> str:
    return "\n".join(block.text for block in plan.of(method).blocks)


# --- which names ----------------------------------------------------------------------------


def test_every_name_is_there_once_with_all_its_uses() -> None:
    story = Story(joined=True).points(("EXCH01", f"https://{INSIDE}/a.xml"))
    plan = plan_of(story.settings(exch(INSIDE), expr(MAIL, CertPrincipalName=f"msstd:{MAIL}")))

    uses = {one.host: {used.use for used in one.uses} for one in plan.names}
    assert uses == {
        INSIDE: {NameUse.SCP, NameUse.INTERNAL_SERVICE},
        AUTODISCOVER: {NameUse.AUTODISCOVER},
        MAIL: {NameUse.OUTLOOK_ANYWHERE, NameUse.EXTERNAL_SERVICE, NameUse.PRINCIPAL},
    }
    assert [one.host for one in plan.names if not one.is_public] == [INSIDE]


@pytest.mark.parametrize(
    ("principal", "hosts"),
    [
        ("msstd:rpc.contoso.example", ["rpc.contoso.example"]),
        ("none", []),
        ("", [MAIL]),
        ("msstd:*.contoso.example", []),
    ],
)
def test_the_principal_of_outlook_anywhere_is_a_name_to_cover(
    principal: str, hosts: list[str]
) -> None:
    plan = plan_of(Story().settings(expr(MAIL, CertPrincipalName=principal)))

    wanted = {NameUse.PRINCIPAL}
    assert [one.host for one in plan.names if wanted & {used.use for used in one.uses}] == hosts


def test_an_address_over_http_needs_no_name() -> None:
    plan = plan_of(Story().settings(exch(MAIL, oab="http://plain.contoso.example")))

    assert "plain.contoso.example" not in {one.host for one in plan.names}
    assert any("unencrypted" in remark for remark in plan.remarks)


# --- tick by tick ---------------------------------------------------------------------------


def test_one_certificate_is_told_from_two() -> None:
    one = Story().https(AUTODISCOVER, certificate(MAIL, AUTODISCOVER))
    two = Story().https(AUTODISCOVER, certificate(AUTODISCOVER)).https(MAIL, certificate(MAIL))

    assert plan_of(one).follows is Method.ONE
    assert plan_of(two).follows is Method.TWO
    assert tick(plan_of(two), Method.ONE, Check.CERTIFICATE_HAS_MAIL) is Tick.NO


def test_a_wildcard_is_one_certificate_for_all() -> None:
    leaf = certificate(f"*.{DOMAIN}", common=f"*.{DOMAIN}")
    story = Story().https(AUTODISCOVER, leaf).settings(exch(MAIL), expr(MAIL))
    plan = plan_of(story)

    assert tick(plan, Method.ONE, Check.CERTIFICATE_HAS_MAIL) is Tick.YES
    assert f"'msstd:*.{DOMAIN}'" in text_of(plan, Method.SRV)


def test_method_two_wants_a_second_address() -> None:
    story = Story().https(AUTODISCOVER, certificate(AUTODISCOVER))
    story.https(MAIL, certificate(MAIL)).settings(exch(MAIL), expr(MAIL))
    plan = plan_of(story)

    assert plan.of(Method.TWO).state is MethodState.UNFINISHED
    assert plan.of(Method.TWO).missing == (f"{AUTODISCOVER} resolves, to an address of its own",)


def test_method_three_must_not_listen_on_443() -> None:
    story = Story().refuses(AUTODISCOVER).redirects(SERVICES_URL)
    story.https(MAIL, certificate(MAIL), step=StepName.HTTP_REDIRECT)

    assert plan_of(story).follows is Method.THREE
    assert tick(plan_of(story), Method.THREE, Check.AUTODISCOVER_443_OPEN) is Tick.YES
    assert tick(plan_of(story), Method.ONE, Check.AUTODISCOVER_443_OPEN) is Tick.NO


@pytest.mark.parametrize(
    ("status", "target", "is_good"),
    [
        (301, SERVICES_URL, True),
        (302, SERVICES_URL, True),
        (307, SERVICES_URL, False),
        (302, f"http://{MAIL}/", False),
    ],
)
def test_only_301_and_302_to_https_are_a_redirect(status: int, target: str, is_good: bool) -> None:
    plan = plan_of(Story().refuses(AUTODISCOVER).redirects(target, status))

    told = tick(plan, Method.THREE, Check.AUTODISCOVER_REDIRECTS)
    assert told is (Tick.YES if is_good else Tick.NO)


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ([(443, MAIL)], Tick.YES),
        ([(8443, MAIL)], Tick.NO),
        ([(443, ".")], Tick.NO),
        ([(443, "a b")], Tick.NO),
        ([], Tick.NO),
    ],
)
def test_an_srv_record_names_port_443_of_a_host(records: list[tuple[int, str]], told: Tick) -> None:
    found = [SrvRecord(priority=0, weight=0, port=port, target=name) for port, name in records]
    plan = plan_of(Story().lacks(AUTODISCOVER).records(*found))

    assert tick(plan, Method.SRV, Check.SRV_RECORD) is told


def test_an_srv_record_whose_target_does_not_resolve_is_no_good() -> None:
    record = SrvRecord(priority=0, weight=0, port=443, target=MAIL)
    plan = plan_of(Story().records(record).lacks(MAIL, StepName.DNS_SRV))

    assert tick(plan, Method.SRV, Check.SRV_RECORD) is Tick.NO


def test_where_dns_gave_no_answer_nothing_is_known_of_the_record() -> None:
    failure = Failure(kind=FailureKind.NO_ANSWER_FROM_DNS, detail="No answer.")
    plan = plan_of(Story().records(failure=failure))

    assert tick(plan, Method.SRV, Check.SRV_RECORD) is Tick.NOT_SEEN


def test_the_side_that_the_pc_is_not_on_was_not_seen() -> None:
    inside = plan_of(
        Story(joined=True).points(("EXCH01", SERVICES_URL)).https(MAIL, certificate(MAIL))
    )
    outside = plan_of(Story().https(MAIL, certificate(MAIL)))

    for plan, here, there in (
        (inside, Check.MAIL_RESOLVES_INSIDE, Check.MAIL_RESOLVES_OUTSIDE),
        (outside, Check.MAIL_RESOLVES_OUTSIDE, Check.MAIL_RESOLVES_INSIDE),
    ):
        assert tick(plan, Method.ONE, here) is Tick.YES
        assert tick(plan, Method.ONE, there) is Tick.NOT_SEEN


def test_what_is_missing_inside_may_be_there_outside() -> None:
    story = Story(joined=True).points(("EXCH01", SERVICES_URL)).lacks(AUTODISCOVER).records()
    plan = plan_of(story)

    for check in (Check.AUTODISCOVER_RESOLVES, Check.AUTODISCOVER_443_OPEN, Check.SRV_RECORD):
        told = [one for method in Method for one in plan.of(method).ticks if one.check is check]
        assert {one.tick for one in told} <= {Tick.NOT_SEEN, Tick.NOT_PART}


def test_a_name_that_the_inside_zone_lacks_is_a_record_to_make() -> None:
    story = Story(joined=True).points(("EXCH01", SERVICES_URL)).lacks(MAIL, StepName.SCP)
    plan = plan_of(story.settings(exch(MAIL), expr(MAIL)))

    assert f"{MAIL}. 3600 IN A <INSIDE-ADDRESS>" in text_of(plan, Method.SRV)
    assert "a DNS record inside (split DNS)" in plan.of(Method.SRV).changes


def test_an_inside_address_is_called_one() -> None:
    plan = plan_of(Story().https(AUTODISCOVER, certificate(AUTODISCOVER), address="10.0.0.5"))

    told = next(
        one for one in plan.of(Method.ONE).ticks if one.check is Check.AUTODISCOVER_RESOLVES
    )
    assert told.why == f"{AUTODISCOVER} resolves to 10.0.0.5, an inside address here"


@pytest.mark.parametrize(
    ("problem", "word"),
    [
        (Problem.SELF_SIGNED, "self-signed"),
        (Problem.EXPIRED, "out of date"),
        (Problem.UNKNOWN_ISSUER, "not trusted here"),
    ],
)
def test_a_bad_certificate_is_told_and_replaced(problem: Problem, word: str) -> None:
    story = Story().https(AUTODISCOVER, certificate(MAIL, AUTODISCOVER), problem)
    one = plan_of(story).of(Method.ONE)

    valid = next(one for one in one.ticks if one.check is Check.CERTIFICATES_VALID)
    assert (valid.tick, word in valid.why) == (Tick.NO, True)
    assert one.state is MethodState.UNFINISHED
    assert "New-ExchangeCertificate" in text_of(plan_of(story), Method.ONE)


def test_a_missing_intermediate_wants_no_new_certificate() -> None:
    leaf = certificate(MAIL, AUTODISCOVER)
    story = Story().https(AUTODISCOVER, leaf, Problem.MISSING_INTERMEDIATE)
    plan = plan_of(story)

    assert "New-ExchangeCertificate" not in text_of(plan, Method.ONE)
    assert any("install that on the server" in remark for remark in plan.remarks)


# --- commands -------------------------------------------------------------------------------


def test_only_what_is_wrong_is_set() -> None:
    story = Story().https(AUTODISCOVER, certificate(MAIL, AUTODISCOVER, INSIDE))
    block = expr(MAIL)
    wrong = [
        (name, f"https://{INSIDE}/OAB/1/" if name == "OABUrl" else text) for name, text in block[1]
    ]
    plan = plan_of(story.settings(exch(INSIDE), ("EXPR", wrong)).probed("Basic"))

    assert text_of(plan, Method.ONE).splitlines()[0] == (
        "Set-OABVirtualDirectory -Identity 'EXCH01\\OAB (Default Web Site)'"
        f" -ExternalUrl 'https://{MAIL}/OAB' -RequireSSL $true"
    )
    assert "InternalUrl" not in text_of(plan, Method.ONE)


def test_tls_for_the_address_book_takes_its_http_address_along() -> None:
    story = Story().https(INSIDE, certificate(MAIL, AUTODISCOVER, INSIDE))
    story.settings(exch(INSIDE, oab=f"http://{INSIDE}"))
    plan = plan_of(story)

    assert f"-RequireSSL $true -InternalUrl 'https://{INSIDE}/OAB'" in text_of(plan, Method.ONE)


def test_the_old_spelling_and_the_new_one_stand_apart() -> None:
    plan = plan_of(Story().settings(exch(INSIDE)))

    blocks = {
        block.release: block.text
        for block in plan.of(Method.ONE).blocks
        if "Enable-OutlookAnywhere" in block.text
    }
    start = f"Enable-OutlookAnywhere -Server 'EXCH01' -ExternalHostname '{MAIL}'"
    assert blocks == {
        Release.SP1: f"{start} -ClientAuthenticationMethod 'Basic' -SSLOffloading $false",
        Release.RTM: f"{start} -ExternalAuthenticationMethod 'Basic' -SSLOffloading $false",
    }


def test_outlook_anywhere_that_is_there_is_renamed_and_not_enabled_again() -> None:
    plan = plan_of(Story().settings(exch(INSIDE), expr("exch01")))

    text = text_of(plan, Method.ONE)
    assert "Enable-OutlookAnywhere" not in text
    assert (
        "Set-OutlookAnywhere -Identity 'EXCH01\\Rpc (Default Web Site)'"
        f" -ExternalHostname '{MAIL}'" in text
    )


def test_a_principal_of_its_own_is_set_to_the_common_name() -> None:
    story = Story().https(MAIL, certificate(MAIL))
    plan = plan_of(story.settings(expr(MAIL, CertPrincipalName="msstd:old.contoso.example")))

    wanted = f"Set-OutlookProvider -Identity 'EXPR' -CertPrincipalName 'msstd:{MAIL}'"
    assert wanted in text_of(plan, Method.SRV)


def test_the_record_that_exchange_wants_is_a_line_of_a_zone() -> None:
    plan = plan_of(Story().https(AUTODISCOVER, certificate(MAIL)).records())

    assert text_of(plan, Method.SRV).splitlines()[-3:] == [
        f"_autodiscover._tcp.{DOMAIN}. 3600 IN SRV 0 0 443 {MAIL}.",
        f"; remove: A and CNAME of {AUTODISCOVER}.",
        f"; remove: *.{DOMAIN}., where there is one",
    ]


def test_a_second_name_goes_to_the_address_that_the_first_one_has() -> None:
    story = Story().https(MAIL, certificate(MAIL), address="2001:db8::10").lacks(AUTODISCOVER)
    plan = plan_of(story.settings(exch(MAIL), expr(MAIL)))

    assert f"{AUTODISCOVER}. 3600 IN AAAA 2001:db8::10" in text_of(plan, Method.ONE)
    assert f"{AUTODISCOVER}. 3600 IN A <SECOND-PUBLIC-ADDRESS>" in text_of(plan, Method.TWO)


def test_one_record_is_a_smaller_change_than_a_certificate() -> None:
    story = Story().https(MAIL, certificate(MAIL), step=StepName.HTTPS_ROOT).lacks(AUTODISCOVER)
    plan = plan_of(story.records().settings(exch(MAIL), expr(MAIL)))

    assert plan.recommended is Method.SRV
    assert plan.of(Method.SRV).changes == ("DNS records",)
    assert plan.because.startswith("it is the smallest change from what was seen: DNS records")


def test_what_is_not_known_is_a_placeholder_and_said() -> None:
    plan = plan_of(Story().lacks(AUTODISCOVER))

    assert plan.server == "<SERVER>"
    assert plan.is_proposed
    assert "-Identity '<SERVER>\\EWS (Default Web Site)'" in text_of(plan, Method.ONE)
    assert any("<SERVER>" in remark for remark in plan.remarks)


def test_the_server_that_answered_is_the_one_to_change() -> None:
    old, new = "https://old.contoso.local/a.xml", f"https://{INSIDE}/a.xml"
    story = Story(joined=True).points(("OLD", old), ("EXCH01", new)).settings(exch(INSIDE))
    plan = plan_of(story.found(StepName.SCP, new))

    assert plan.server == "EXCH01"
    assert any("OLD" in remark for remark in plan.remarks)


def test_another_version_of_exchange_is_said() -> None:
    plan = plan_of(Story().settings(exch(MAIL, version="738180DA")))
    first = plan_of(Story().settings(exch(MAIL, version="72008287")))

    assert any("14.1.218, which is not Exchange 2007" in remark for remark in plan.remarks)
    assert any("without a service pack" in remark for remark in first.remarks)


def test_settings_of_another_organisation_are_called_so() -> None:
    story = Story().settings(expr("mail.hoster.example.com"))
    plan = plan_of(story.found(StepName.HTTP_REDIRECT, "https://auto.hoster.example.com/a.xml"))

    assert any("another organisation" in remark for remark in plan.remarks)


def test_mail_protocols_are_named() -> None:
    plan = plan_of(Story().settings(("IMAP", [("Server", "imap.contoso.example")])))

    assert any("IMAP" in remark for remark in plan.remarks)


# --- hostile sessions -----------------------------------------------------------------------

HOSTILE = (
    "x'; Remove-Mailbox -Identity *; '",
    "x\u2019; Remove-Mailbox -Identity *; \u2018",
    "x\nRemove-Mailbox *",
    "$(Remove-Mailbox *)",
    "`; Remove-Mailbox *",
    "x | Remove-Mailbox",
    "\u202eevil",
    "a" * 5000,
    "<b>x</b>",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_gets_into_no_command(name: str) -> None:
    story = Story(joined=True).points((name, f"https://{name}/a.xml"))
    story.https(AUTODISCOVER, certificate(name, AUTODISCOVER, common=name))
    block = [
        ("Server", name),
        ("CertPrincipalName", f"msstd:{name}"),
        ("ASUrl", f"https://{name}/"),
    ]
    record = SrvRecord(priority=0, weight=0, port=443, target=name)
    story.settings(("EXCH", block), ("EXPR", block)).records(record)
    plan = plan_of(story.redirects(f"https://{name}/"))

    for method in Method:
        assert "Remove-Mailbox" not in text_of(plan, method)
        assert all(line.isprintable() for line in text_of(plan, method).splitlines())
    assert all(line.isprintable() for line in as_plan(story.session()).splitlines())


def test_a_session_without_a_mail_domain_has_no_plan() -> None:
    report = played_runs.Player()
    report.report(RoundStarted(address="no address", plan=()))
    session = session_of(report.records)

    assert certificate_plan(session) is None
    assert certificate_plan(Session()) is None
    assert as_plan(session).startswith("No certificate plan")
    assert msgspec.json.decode(as_json(session, Conclusions()))["certificate_plan"] is None


def test_the_json_of_a_run_holds_the_plan() -> None:
    document = msgspec.json.decode(as_json(Story().lacks(AUTODISCOVER).session(), Conclusions()))

    written: dict[str, Any] = document["certificate_plan"]
    assert written["recommended"] == "one"
    assert written["methods"][0]["missing"] == [
        f"{AUTODISCOVER} resolves",
        f"port 443 is open on {AUTODISCOVER}",
    ]
    assert written["methods"][0]["blocks"][0]["kind"] == "shell"


_names = st.one_of(
    st.sampled_from([MAIL, AUTODISCOVER, INSIDE, DOMAIN, "EXCH01", "192.0.2.1", "::1", ".", ""]),
    st.text(max_size=20),
)


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_session_makes_the_planner_raise(data: st.DataObject) -> None:
    def name() -> str:
        return data.draw(_names)

    story = Story(joined=True)
    for _ in range(data.draw(st.integers(0, 3))):
        leaf = certificate(name(), name(), common=name())
        problems = data.draw(st.sets(st.sampled_from(Problem), max_size=3))
        story.https(
            name(), leaf, *problems, address=data.draw(st.sampled_from(["::1", "10.0.0.1"]))
        )
    story.points((name(), f"https://{name()}/"), (name(), name()))
    story.records(SrvRecord(priority=0, weight=0, port=443, target=name()))
    story.settings(exch(name()), expr(name(), CertPrincipalName=name()), (name(), [("x", name())]))
    story.redirects(name()).found(StepName.SCP, name())

    for end in range(0, len(story.records_so_far), 5):
        as_plan(session_of(story.records_so_far[:end]))
    as_plan(story.session())


@pytest.mark.parametrize(
    "played",
    [played_runs.found, played_runs.not_found, played_runs.sign_in_needed],
    ids=lambda f: f.__name__,
)
def test_every_beginning_of_a_run_has_its_plan(played: Any) -> None:
    records = played()

    for end in range(len(records) + 1):
        as_plan(session_of(records[:end]))


# --- Outlook Anywhere's principal -----------------------------------------------------------


@pytest.mark.parametrize(
    ("leaf", "given", "match", "says"),
    [
        (certificate(MAIL), {}, PrincipalMatch.COMMON_NAME, "so that every Windows finds it"),
        (
            certificate(AUTODISCOVER, MAIL),
            {},
            PrincipalMatch.OTHER_NAME_ONLY,
            "XP and Vista before SP1 do not",
        ),
        (
            certificate(MAIL),
            {"CertPrincipalName": "msstd:owa.contoso.com"},
            PrincipalMatch.NO_NAME,
            f"msstd:owa.contoso.com in the certificate of {MAIL}; it is not there",
        ),
        (
            certificate(MAIL),
            {"CertPrincipalName": "none"},
            PrincipalMatch.NOT_ASKED,
            "nothing (CertPrincipalName is none)",
        ),
    ],
)
def test_the_plan_tells_whether_outlook_anywhere_finds_its_principal(
    leaf: Certificate, given: dict[str, str], match: PrincipalMatch, says: str
) -> None:
    session = Story().https(MAIL, leaf).settings(expr(MAIL, **given)).session()
    plan = certificate_plan(session)

    assert plan is not None
    assert plan.principal is not None
    assert plan.principal.match is match
    assert len(plan.principal.evidence) == 2
    assert says in as_plan(session)


def test_a_principal_whose_certificate_was_not_seen_is_told_as_such() -> None:
    session = Story().https(AUTODISCOVER, certificate(AUTODISCOVER)).settings(expr(MAIL)).session()

    assert f"msstd:{MAIL}; the certificate of {MAIL} was not seen" in as_plan(session)


@pytest.mark.parametrize("block", [exch(MAIL), expr("")])
def test_without_outlook_anywhere_no_principal_is_wanted(
    block: tuple[str, list[tuple[str, str]]],
) -> None:
    assert plan_of(Story().settings(block)).principal is None
