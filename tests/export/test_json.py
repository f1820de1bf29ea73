"""The JSON of a run, held to its promise."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from app import __version__
from app.domain.acceptance import Ground
from app.domain.acceptors import Doubt
from app.domain.attempts import Request, Response
from app.domain.authentication import Mechanism, Scheme
from app.domain.binds import BindOutcome
from app.domain.conditions import Continued
from app.domain.deployment import Method, NeededName
from app.domain.events import (
    Answered,
    AttemptStarted,
    CertificateJudged,
    MachineDetected,
    Outcome,
    PointsChosen,
    Prompted,
    Recorded,
    RequestSent,
    ResponseReceived,
    Retrieved,
    RunStarted,
    ServiceProbed,
    SniCompared,
    StepStarted,
)
from app.domain.failures import FailureKind
from app.domain.machine import NO, YES, Fact, FactName, settled
from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.questions import HttpQuestion, LdapQuestion, PingQuestion
from app.domain.retrieval import Purpose, Retrieval
from app.domain.revocation import RevocationAnswer, RevocationSource, RevocationStatus
from app.domain.scp import PointerReason, ScpChoice, ScpPointer
from app.domain.settings import Service
from app.domain.sni import SniComparison
from app.domain.steps import StepName
from app.domain.verdict import Problem
from tests.support import played_runs
from tests.support.exports import exported
from tests.support.played_runs import (
    ADDRESS,
    EWS_URL,
    HOST_URL,
    INSIDE_URL,
    OAB_URL,
    Player,
    session_of,
)
from tests.support.signed_in_runs import signed_in_by_ntlm
from tests.support.slow_runs import black_holed_root

# The promise to other people's scripts, written down a second time: keys and values that these
# types do not know, and keys that are missing, do not decode.


class Strict(Struct, forbid_unknown_fields=True):
    pass


class Program(Strict):
    name: Literal["autodiscope"]
    version: str


class User(Strict):
    display_name: str
    legacy_dn: str
    smtp_address: str


class ServiceShown(Strict):
    service: Service
    scope: Literal["internal", "external"]
    protocol: str
    url: str


class Step(Strict):
    step: StepName
    round: int
    event: int
    reason: str
    duration_ms: float | None
    result: Literal[
        "found", "readdressed", "refused", "nothing", "skipped", "interrupted", "not-reached"
    ]
    outlook_ms: float | None
    outlook_at_least: bool


class SignInShown(Strict):
    scheme: Scheme | None
    mechanism: Mechanism
    user: str | None
    requests: int
    result: BindOutcome
    detail: str | None


class LegShown(Strict):
    scheme: Scheme | None
    user: str | None
    sent: dict[str, Any] | None
    status: int | None
    received: dict[str, Any] | None


class Attempt(Strict):
    step: StepName | None
    round: int | None
    event: int
    kind: Literal["exchange", "lookup", "search"]
    target: str
    status: int | None
    duration_ms: float | None
    failure: FailureKind | None
    proxy: str | None
    sign_ins: list[SignInShown] | msgspec.UnsetType = msgspec.UNSET
    """Where somebody can sign in at all."""
    offers: list[str] | msgspec.UnsetType = msgspec.UNSET
    legs: list[LegShown] | msgspec.UnsetType = msgspec.UNSET


class FactShown(Strict):
    fact: FactName
    about: str | None
    value: str
    origin: str
    used: bool


class ProxiesShown(Strict):
    https: str | None
    http: str | None
    exceptions: list[str]
    script: str | None
    detects: bool


class Machine(Strict):
    joined: bool
    domain: str | None
    site: str | None
    facts: list[FactShown]
    troubles: list[str]
    proxies: ProxiesShown


class Point(Strict):
    event: int
    round: int
    directory: str
    kind: Literal["url", "pointer"]
    object: str
    url: str
    sites: list[str]
    domains: list[str]
    created_at: datetime | None
    rank: int | None
    reason: str
    asked: bool


class Presented(Strict):
    subject: str
    issuer: str
    names: list[str]
    not_before: datetime | None
    not_after: datetime | None
    sha256: str


class Anchor(Strict):
    sha256: str
    stores: list[str]


class RetrievalShown(Strict):
    purpose: Literal["issuer", "ocsp", "crl"]
    url: str
    about: str
    size: int
    duration_ms: float
    before: bool
    subjects: list[str]
    failure: str | None


class Revocation(Strict):
    subject: str
    sha256: str
    source: Literal["staple", "ocsp", "crl", "none"]
    status: Literal["good", "revoked", "unknown"]
    url: str | None
    as_of: datetime | None
    until: datetime | None
    revoked_at: datetime | None
    detail: str


class Opinion(Strict):
    client: Literal["outlook-2007", "outlook-2010", "phone", "browser"]
    answer: Literal["yes", "warning", "no"]
    reasons: list[Doubt]


class AlertLine(Strict):
    good: bool
    text: str


class Alert(Strict):
    shown: Literal["always", "when-watched"]
    lines: list[AlertLine]
    source: str


class MatchedShown(Strict):
    matched_by: Literal["san", "wildcard", "common-name"] | None
    matched_name: str


class Certificate(Strict):
    event: int
    host: str
    port: int
    url: str | None
    used_by: Literal["autodiscover", "service"]
    trusted: bool
    in_date: bool
    name_matches: bool
    matched_by: Literal["san", "wildcard", "common-name"] | None
    name_by_rules: dict[Literal["outlook-2007", "rfc-9525"], MatchedShown]
    accepted: bool
    because: str
    problems: list[Problem]
    notes: list[str]
    presented: list[Presented]
    anchor: Anchor | None
    looks_inspected_by: str | None
    tls_version: str
    cipher: str
    retrievals: list[RetrievalShown]
    revocation: list[Revocation]
    accepted_by: list[Opinion]
    security_alert: Alert | None


class PromptShown(Strict):
    event: int
    kind: Literal["credentials", "security-alert", "redirect-consent"]
    step: StepName
    text: str
    answer: Literal["yes", "no", "assumed-yes", "assumed-no"] | None
    remembered: bool


class Probe(Strict):
    event: int
    service: Service
    scope: Literal["internal", "external"]
    url: str
    result: Literal["works", "reachable", "fails", "not-tried"]
    detail: str


class Feature(Strict):
    feature: Literal["free-busy", "out-of-office", "offline-address-book", "unified-messaging"]
    scope: Literal["internal", "external"]
    result: Literal["works", "reachable", "fails", "not-tried", "no-address"]
    event: int | None


class Finding(Strict):
    code: str
    severity: Literal["error", "warning", "notice"]
    title: str
    meaning: str
    advice: str
    command: str | None
    source: str | None
    evidence: list[int]


class FoundAt(Strict):
    round: int
    position: int
    step: StepName


class BlackHole(Strict):
    event: int
    host: str
    port: int
    addresses: list[str]
    waited_ms: float
    outlook_ms: float


class Outlook(Strict):
    found_at: FoundAt | None
    waited_ms: float
    at_least: bool
    black_holes: list[BlackHole]


class Principal(Strict):
    server: str
    wanted: str
    match: Literal["not-asked", "common-name", "other-name-only", "no-name"] | None
    evidence: list[int]


class Plan(Strict):
    domain: str
    principal: Principal | None
    published: str
    is_proposed: bool
    server: str
    names: list[NeededName]
    methods: list[dict[str, Any]]
    follows: Method | None
    recommended: Method
    because: str
    remarks: list[str]


class WithoutSni(Strict):
    event: int
    host: str
    port: int
    same: bool
    certificate: Presented | None
    failure: FailureKind | None


class ServersClock(Strict):
    host: str
    ahead_s: float


class Clock(Strict):
    pc_behind_s: float
    servers: list[ServersClock]
    only_seem_out_of_date: list[str]


class Earlier(Strict):
    log: str | None
    started_at: datetime


class Document(Strict):
    format: Literal[1]
    program: Program
    address: str
    profile: str
    source: str
    mode: Literal["outlook", "survey", ""]
    continues: Earlier | None
    outcome: Outcome
    started_at: datetime | None
    duration_ms: float
    found_by: StepName | None
    autodiscover_url: str | None
    user: User | None
    services: list[ServiceShown]
    steps: list[Step]
    outlook: Outlook
    note: str | None
    attempts: list[Attempt]
    machine: Machine | None
    clock: Clock | None
    without_sni: list[WithoutSni]
    service_points: list[Point]
    certificates: list[Certificate]
    prompts: list[PromptShown]
    probes: list[Probe]
    features: list[Feature]
    findings: list[Finding]
    certificate_plan: Plan | None


def document(records: list[Recorded]) -> Document:
    return msgspec.json.decode(exported("json", session_of(records)), type=Document)


@pytest.mark.parametrize(
    "run", [played_runs.found, played_runs.sign_in_needed, played_runs.not_found, list]
)
def test_every_key_is_there_with_a_value_of_its_kind(run: Callable[[], list[Recorded]]) -> None:
    records = run()

    for count in range(len(records) + 1):
        document(records[:count])


def test_the_head_tells_program_address_and_outcome() -> None:
    shown = document(played_runs.found())

    assert shown.program == Program(name="autodiscope", version=__version__)
    assert (shown.address, shown.profile, shown.mode) == (ADDRESS, "outlook-2007", "outlook")
    assert shown.outcome is Outcome.FOUND
    assert shown.found_by is StepName.HTTPS_AUTODISCOVER
    assert shown.autodiscover_url == HOST_URL
    assert shown.started_at
    assert shown.started_at.isoformat() == "2026-11-22T10:00:00+00:00"
    assert shown.duration_ms == pytest.approx(370.0)
    assert shown.user == User(
        display_name="Ann", legacy_dn="/o=Contoso/cn=ann", smtp_address=ADDRESS
    )


def test_services_are_listed_with_scope_and_protocol() -> None:
    services = document(played_runs.found()).services

    assert [(one.service, one.scope, one.protocol, one.url) for one in services] == [
        ("availability", "internal", "EXCH", INSIDE_URL),
        ("availability", "external", "EXPR", EWS_URL),
        ("oab", "external", "EXPR", OAB_URL),
    ]


def test_steps_that_were_never_reached_are_listed() -> None:
    steps = document(played_runs.found()).steps

    assert [(one.step.value, one.result, one.reason) for one in steps] == [
        ("scp", "skipped", "skipped: this PC is not joined to a domain"),
        ("https-root", "nothing", "no URL gave settings"),
        ("https-autodiscover", "found", "settings found"),
        ("local-xml", "not-reached", "not reached"),
        ("http-redirect", "not-reached", "not reached"),
        ("dns-srv", "not-reached", "not reached"),
    ]
    assert [one.duration_ms is None for one in steps] == [True, False, False, True, True, True]


def test_each_result_of_a_step_has_its_name() -> None:
    results = {(one.round, one.step.value): one.result for one in steps_of_many_rounds()}

    assert results[1, "scp"] == "readdressed"
    assert results[2, "http-redirect"] == "nothing"
    assert results[2, "dns-srv"] == "refused"
    assert steps_of_many_rounds(cut=1)[-1].result == "interrupted"


def steps_of_many_rounds(cut: int = 0) -> list[Step]:
    records = played_runs.not_found()
    if cut:
        # Before the last step finished.
        records = records[:-2]
    return document(records).steps


def test_attempts_tell_step_status_and_failure() -> None:
    attempts = document(played_runs.not_found()).attempts

    assert [(one.step, one.round, one.kind, one.status, one.failure) for one in attempts] == [
        ("scp", 1, "search", None, None),
        ("scp", 1, "exchange", 200, None),
        ("http-redirect", 2, "exchange", 302, None),
        ("dns-srv", 2, "lookup", None, None),
        ("dns-srv", 2, "exchange", 200, "server-error"),
    ]


def test_a_sign_in_tells_what_was_offered_tried_and_said() -> None:
    exchange = document(signed_in_by_ntlm()).attempts[0]

    assert exchange.offers == ["Negotiate", "NTLM"]
    assert exchange.sign_ins == [
        SignInShown(
            scheme=Scheme.NTLM,
            mechanism=Mechanism.NTLM,
            user="CONTOSO\\ann",
            requests=2,
            result=BindOutcome.SIGNED_IN,
            detail=None,
        )
    ]
    assert isinstance(exchange.legs, list)
    anonymous, asking, proving = exchange.legs
    assert (anonymous.scheme, anonymous.sent, anonymous.status) == (None, None, 401)
    assert asking.sent == {"type": "ntlm-negotiate", "domain": "", "workstation": ""}
    assert asking.received is not None
    assert asking.received["dns_computer"] == "exch01.contoso.local"
    assert asking.received["time"] == "2007-06-27T12:00:00Z"
    assert proving.sent is not None
    assert (proving.sent["type"], proving.sent["user"]) == ("ntlm-authenticate", "ann")
    assert (proving.user, proving.status, proving.received) == ("CONTOSO\\ann", 200, None)


def test_a_name_in_dns_has_nobody_who_signs_in() -> None:
    lookup = document(played_runs.not_found()).attempts[3]

    assert lookup.kind == "lookup"
    assert lookup.sign_ins is msgspec.UNSET
    assert lookup.legs is msgspec.UNSET


def test_an_attempt_that_checks_a_service_belongs_to_no_step() -> None:
    attempts = document(played_runs.found()).attempts

    assert [(one.step, one.round, one.failure) for one in attempts] == [
        ("https-root", 1, "certificate-rejected"),
        ("https-autodiscover", 1, None),
        (None, None, None),
        (None, None, "name-not-found"),
    ]


def test_a_ping_counts_as_a_search() -> None:
    player = Player()
    attempt = player.start(joined=True).in_step(StepName.SCP).in_new_attempt()
    attempt(AttemptStarted(question=PingQuestion(host="dc1.contoso.example")))

    (shown,) = document(player.records).attempts

    assert (shown.kind, shown.target) == ("search", "cldap://dc1.contoso.example")


def test_the_machine_has_each_fact_with_its_origin() -> None:
    facts = (
        Fact(name=FactName.JOINED, value=YES, origin="--joined"),
        Fact(name=FactName.JOINED, value=NO, origin="NetGetJoinInformation"),
        Fact(name=FactName.POLICY, about="PreferLocalXML", value="1", origin="HKCU"),
        Fact(name=FactName.SITE, value="Paris", origin="DsGetSiteNameW"),
    )
    player = Player()
    player.report(MachineDetected(facts=settled(facts), troubles=("It is slow.",)))

    machine = document(player.records).machine

    assert machine
    assert (machine.joined, machine.domain, machine.site) == (True, None, "Paris")
    assert machine.troubles == ["It is slow."]
    shown = [(one.fact.value, one.about, one.value, one.origin, one.used) for one in machine.facts]
    assert shown == [
        ("joined", None, "yes", "--joined", True),
        ("joined", None, "no", "NetGetJoinInformation", False),
        ("policy", "PreferLocalXML", "1", "HKCU", True),
        ("site", None, "Paris", "DsGetSiteNameW", True),
    ]


def test_service_points_tell_rank_reason_and_whether_they_were_asked() -> None:
    points = document(played_runs.not_found()).service_points

    assert [(one.rank, one.reason, one.asked, one.sites) for one in points] == [
        (1, "in-site", True, ["Paris"]),
        (3, "other-site", False, ["Paris"]),
        (0, "duplicate", False, ["Paris"]),
    ]
    assert {(one.kind, one.directory, one.round) for one in points} == {
        ("url", "ldap://dc1.contoso.example", 1)
    }
    assert points[0].url == played_runs.SCP_URL
    assert points[0].created_at == datetime(2007, 5, 10, 9, 30, tzinfo=UTC)


def test_a_pointer_is_a_service_point_without_a_rank() -> None:
    pointer = ScpPointer(
        name="CN=Partner,DC=contoso",
        url="LDAP://dc2",
        domains=("fabrikam.example",),
        created=None,
        reason=PointerReason.DOMAIN_MATCHES,
    )
    choice = ScpChoice(site=None, pointers=(pointer,), follow=pointer)
    player = Player()
    step = player.start(joined=True).in_step(StepName.SCP)
    step(PointsChosen(directory="ldap://dc1", choice=choice))
    question = LdapQuestion(url="ldap://dc2", filter="", attributes=())
    step.in_new_attempt()(AttemptStarted(question=question))

    (shown,) = document(player.records).service_points

    assert (shown.kind, shown.object, shown.url) == ("pointer", pointer.name, "LDAP://dc2")
    assert (shown.rank, shown.domains, shown.asked) == (None, ["fabrikam.example"], True)


def test_certificates_tell_who_used_them_and_all_three_answers() -> None:
    first, second, third = document(played_runs.found()).certificates

    assert (first.trusted, first.in_date, first.name_matches) == (True, True, False)
    assert (first.accepted, first.problems) == (False, [Problem.NAME_MISMATCH])
    assert first.because == "certificate not accepted: the name does not match"
    assert (second.accepted, second.matched_by, second.url) == (True, "san", HOST_URL)
    assert [one.used_by for one in (first, second, third)] == [
        "autodiscover",
        "autodiscover",
        "service",
    ]
    assert third.anchor == Anchor(sha256="cd" * 32, stores=["system"])


def test_an_untrusted_certificate_has_no_anchor() -> None:
    first, *_ = document(played_runs.not_found()).certificates

    assert (first.accepted, first.trusted, first.anchor) == (True, False, None)


def test_prompts_have_outlooks_text_and_the_answer() -> None:
    (prompt,) = document(played_runs.not_found()).prompts

    assert (prompt.kind, prompt.step, prompt.answer) == ("redirect-consent", "http-redirect", "no")
    assert prompt.text.startswith("Allow this website to configure ann@fabrikam.example server")


def test_a_website_that_is_allowed_for_good_is_a_yes_that_is_remembered() -> None:
    records = [
        replace(one, event=replace(one.event, answer=Answer.ALWAYS))
        if isinstance(one.event, Answered)
        else one
        for one in played_runs.not_found()
    ]

    (prompt, *_) = document(records).prompts

    assert (prompt.answer, prompt.remembered) == ("yes", True)


def test_a_prompt_that_nobody_came_to_answer_has_no_answer() -> None:
    player = Player()
    report = player.start().in_step(StepName.DNS_SRV)
    report(
        Prompted(
            prompt=Prompt(
                kind=PromptKind.CREDENTIALS,
                step=StepName.DNS_SRV,
                address=ADDRESS,
                url=HOST_URL,
                host="autodiscover.contoso.example",
                port=443,
            )
        )
    )

    assert [one.answer for one in document(player.records).prompts] == [None]


def test_a_probe_points_at_the_event_that_told() -> None:
    records = played_runs.found()
    told = {one.event.url: one.number for one in records if isinstance(one.event, ServiceProbed)}

    shown = document(records).probes

    assert [(one.event, one.url, one.result, one.detail) for one in shown] == [
        (
            told[INSIDE_URL],
            INSIDE_URL,
            "fails",
            "for clients inside; from here: no address for this name",
        ),
        (told[EWS_URL], EWS_URL, "reachable", "reachable, asks for a sign-in (NTLM)"),
    ]


def test_a_step_points_at_its_start_once_it_has_begun() -> None:
    records = played_runs.found()
    begun = {one.step: one.number for one in records if isinstance(one.event, StepStarted)}

    shown = document(records).steps

    assert {one.step: one.event for one in shown if one.step in begun} == begun


def test_what_outlook_waits_is_told_for_each_step_and_black_hole() -> None:
    shown = msgspec.json.decode(exported("json", black_holed_root(1_000.0, 1_000.0)), type=Document)

    assert shown.outlook.found_at == FoundAt(round=1, position=3, step=StepName.HTTPS_AUTODISCOVER)
    assert (shown.outlook.waited_ms, shown.outlook.at_least) == (40_520.0, False)
    (hole,) = shown.outlook.black_holes
    assert (hole.host, hole.port, len(hole.addresses)) == ("contoso.example", 443, 2)
    assert (hole.waited_ms, hole.outlook_ms) == (1_000.0, 40_000.0)
    by_step = {one.step: one.outlook_ms for one in shown.steps}
    assert by_step[StepName.HTTPS_ROOT] == 40_030.0
    assert by_step[StepName.HTTPS_AUTODISCOVER] == 490.0
    assert by_step[StepName.DNS_SRV] is None


def test_without_settings_outlook_finds_them_nowhere() -> None:
    assert document(played_runs.not_found()).outlook.found_at is None


def test_what_was_fetched_stands_with_the_certificate_that_it_was_for() -> None:
    player = Player()
    report = player.start().in_step(StepName.HTTPS_ROOT)
    attempt = report.in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="POST", url=HOST_URL)))
    connection = attempt.in_new_connection()
    answer = RevocationAnswer(
        subject="CN=a",
        sha256="a" * 64,
        source=RevocationSource.CRL,
        status=RevocationStatus.GOOD,
    )
    for purpose in (Purpose.ISSUER, Purpose.CRL):
        retrieval = Retrieval(purpose=purpose, url="http://pki.example/a", about="CN=a")
        connection(Retrieved(retrieval=retrieval))
    shown = played_runs.judged("a.example", Ground.GOOD)
    connection(CertificateJudged(judged=replace(shown, revocation=(answer,))))
    connection(CertificateJudged(judged=shown))

    first, second = document(player.records).certificates
    assert [one.purpose for one in first.retrievals] == ["issuer", "crl"]
    assert [(one.source, one.status) for one in first.revocation] == [("crl", "good")]
    assert (second.retrievals, second.revocation) == ([], [])


def test_what_servers_show_without_their_names_is_listed() -> None:
    player = Player()
    player.start()
    comparison = SniComparison(host="a.example", port=443, with_name="a" * 64)
    shown = played_runs.judged("a.example", Ground.GOOD).verdict.presented[0]
    for one in (comparison, replace(comparison, without_name=shown, with_name=shown.sha256)):
        player.report(SniCompared(comparison=one))

    nothing, same = document(player.records).without_sni
    assert (nothing.same, nothing.certificate) == (False, None)
    assert (same.same, same.host, same.port) == (True, "a.example", 443)


def test_the_clocks_of_servers_stand_beside_this_pcs() -> None:
    player = Player()
    attempt = player.start().in_step(StepName.HTTPS_ROOT).in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="POST", url=HOST_URL)))
    attempt(RequestSent(request=Request(method="POST", url=HOST_URL, headers=())))
    headers = (("Date", "Sun, 22 Nov 2026 11:00:00 GMT"),)
    attempt(ResponseReceived(response=Response(status=401, reason="", headers=headers)))

    clock = document(player.records).clock
    assert clock
    assert clock.pc_behind_s == pytest.approx(3600, abs=1)
    assert [one.host for one in clock.servers] == ["autodiscover.contoso.example"]
    assert clock.only_seem_out_of_date == []


def test_a_run_that_tries_services_again_names_the_earlier_one() -> None:
    first, *others = played_runs.found()
    assert isinstance(first.event, RunStarted)
    earlier = Continued(log="run.autodiscope", started_at=first.event.started_at)

    for log, told in (("run.autodiscope", "run.autodiscope"), ("", None)):
        continues = replace(earlier, log=log)
        begun = replace(first, event=replace(first.event, continues=continues))
        found = document([begun, *others]).continues
        assert found == Earlier(log=told, started_at=first.event.started_at)
    assert document([first, *others]).continues is None
