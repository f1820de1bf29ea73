"""Each step of the discovery by the whole client, with knot and nginx."""

from typing import Any, Final

import pytest

from app.domain.events import Outcome
from app.domain.notes import NoteCode, Noted
from app.domain.steps import StepName
from tests.support.access_log import AccessLog
from tests.support.contoso import autodiscover_host, autodiscover_url, mail_domain
from tests.support.daemons import Daemon
from tests.support.real_runs import Client

pytestmark = [pytest.mark.real, pytest.mark.anyio]

ROOT: Final = StepName.HTTPS_ROOT
HOST: Final = StepName.HTTPS_AUTODISCOVER
REDIRECT: Final = StepName.HTTP_REDIRECT
SRV: Final = StepName.DNS_SRV

GOOD: Final = autodiscover_host("good")
GOOD_URL: Final = autodiscover_url(GOOD)
# What every way ends in that leads to the good site.
GOOD_ANSWERS: Final = [
    f"POST {GOOD_URL}",
    f"  certificate of {GOOD} yyy good",
    "  answers settings",
    f"found by {GOOD_URL}",
]
UNHEARD: Final = ["  fails: name-not-found", "nothing: no-url-worked"]
USELESS: Final = "nothing: no-url-worked"
CONSENT: Final = f"redirect-consent for {GOOD}"

ALLOW: Final = {"consent": "allow"}
DENY: Final = {"consent": "deny"}

# Case, options, step, what the step came to after its first line, the outcome of the run.
STEPS: Final[list[tuple[str, dict[str, Any], StepName, list[str], Outcome]]] = [
    (
        "root",
        {},
        ROOT,
        [
            f"  certificate of {mail_domain('root')} yyy good",
            "  answers settings",
            f"found by {autodiscover_url(mail_domain('root'))}",
        ],
        Outcome.FOUND,
    ),
    (
        "root-html",
        {},
        ROOT,
        [
            f"  certificate of {mail_domain('root-html')} yyy good",
            "  is of no use: not-autodiscover",
            USELESS,
        ],
        Outcome.FOUND,
    ),
    (
        "root-web-site",
        {},
        ROOT,
        [
            f"  certificate of {mail_domain('root-web-site')} yyn rejected",
            "  fails: certificate-rejected",
            f"security-alert for {mail_domain('root-web-site')}: assumed-no",
            USELESS,
        ],
        Outcome.FOUND,
    ),
    *(
        (
            case,
            {},
            HOST,
            [
                f"  certificate of {autodiscover_host(case)} yyy good",
                f"  is of no use: {kind}",
                USELESS,
            ],
            Outcome.NOT_FOUND,
        )
        for case, kind in (
            ("not-found", "http-status"),
            ("server-error", "http-status"),
            ("html", "not-autodiscover"),
        )
    ),
    (
        "https-redirect",
        {},
        HOST,
        [
            f"  certificate of {autodiscover_host('https-redirect')} yyy good",
            f"  redirects (302) to {GOOD_URL}",
            f"goes on to {GOOD_URL}",
            *GOOD_ANSWERS,
        ],
        Outcome.FOUND,
    ),
    (
        "https-loop",
        {},
        HOST,
        [
            f"  certificate of {autodiscover_host('https-loop')} yyy good",
            f"  redirects (302) to {autodiscover_url(autodiscover_host('https-loop'))}",
            "  is of no use: redirect-loop",
            USELESS,
        ],
        Outcome.NOT_FOUND,
    ),
    (
        "http-redirect",
        ALLOW,
        REDIRECT,
        [
            f"  redirects (302) to {GOOD_URL}",
            f"{CONSENT}: assumed-yes",
            f"goes on to {GOOD_URL}",
            *GOOD_ANSWERS,
        ],
        Outcome.FOUND,
    ),
    (
        "http-redirect",
        DENY,
        REDIRECT,
        [
            f"  redirects (302) to {GOOD_URL}",
            f"{CONSENT}: assumed-no",
            "  is of no use: redirect-refused",
            "nothing: consent-refused",
        ],
        Outcome.NOT_FOUND,
    ),
    (
        "http-redirect",
        {"policies": (f"RedirectServers={GOOD}",), **DENY},
        REDIRECT,
        [
            f"  redirects (302) to {GOOD_URL}",
            f"note consent-not-asked {GOOD}",
            f"goes on to {GOOD_URL}",
            *GOOD_ANSWERS,
        ],
        Outcome.FOUND,
    ),
    (
        "redirect-to-http",
        ALLOW,
        REDIRECT,
        [
            f"  redirects (302) to {GOOD_URL.replace('https:', 'http:')}",
            "  is of no use: redirect-refused",
            USELESS,
        ],
        Outcome.NOT_FOUND,
    ),
    (
        "redirect-to-page",
        ALLOW,
        REDIRECT,
        [
            f"  redirects (302) to https://{GOOD}/owa/",
            "  is of no use: redirect-refused",
            USELESS,
        ],
        Outcome.NOT_FOUND,
    ),
    (
        "srv-order",
        ALLOW,
        SRV,
        [f"{CONSENT}: assumed-yes", f"goes on to {GOOD_URL}", *GOOD_ANSWERS],
        Outcome.FOUND,
    ),
    (
        "srv-order",
        DENY,
        SRV,
        [f"{CONSENT}: assumed-no", "nothing: consent-refused"],
        Outcome.NOT_FOUND,
    ),
    (
        "srv-second",
        ALLOW,
        SRV,
        [
            "redirect-consent for ex03.contoso.example: assumed-yes",
            "goes on to https://ex03.contoso.example/autodiscover/autodiscover.xml",
            "POST https://ex03.contoso.example/autodiscover/autodiscover.xml",
            "  fails: refused",
            f"{CONSENT}: assumed-yes",
            f"goes on to {GOOD_URL}",
            *GOOD_ANSWERS,
        ],
        Outcome.FOUND,
    ),
    (
        "srv-other-port",
        ALLOW,
        SRV,
        [
            f"note srv-port-ignored {GOOD}",
            f"{CONSENT}: assumed-yes",
            f"goes on to {GOOD_URL}",
            *GOOD_ANSWERS,
        ],
        Outcome.FOUND,
    ),
    ("srv-denied", ALLOW, SRV, ["nothing: srv-denied"], Outcome.NOT_FOUND),
    (
        "srv-fault",
        ALLOW,
        SRV,
        [
            f"redirect-consent for {autodiscover_host('wrong-name')}: assumed-yes",
            f"goes on to {autodiscover_url(autodiscover_host('wrong-name'))}",
            f"POST {autodiscover_url(autodiscover_host('wrong-name'))}",
            f"  certificate of {autodiscover_host('wrong-name')} yyn rejected",
            "  fails: certificate-rejected",
            f"security-alert for {autodiscover_host('wrong-name')}: assumed-no",
            USELESS,
        ],
        Outcome.NOT_FOUND,
    ),
    ("dangling", {}, HOST, UNHEARD, Outcome.NOT_FOUND),
    ("circle", {}, HOST, UNHEARD, Outcome.NOT_FOUND),
    ("all-dead", {"timeout": 0.3}, HOST, ["  fails: refused", USELESS], Outcome.NOT_FOUND),
    ("black-hole", {"timeout": 0.3}, ROOT, ["  fails: timed-out", USELESS], Outcome.FOUND),
]


@pytest.mark.parametrize(
    ("case", "options", "step", "lines", "outcome"),
    STEPS,
    ids=[f"{case}{''.join(options.get('consent', ''))}" for case, options, *_ in STEPS],
)
async def test_a_step_comes_to_its_result(
    client: Client,
    web_server: Daemon,
    case: str,
    options: dict[str, Any],
    step: StepName,
    lines: list[str],
    outcome: Outcome,
) -> None:
    ran = await client.run(f"ann@{mail_domain(case)}", **options)

    assert ran.lines_of(step)[1:] == lines
    assert ran.outcome is outcome
    assert (ran.finished.found_by is step) is lines[-1].startswith("found by")


async def test_the_transcript_of_a_whole_run(client: Client, access_log: AccessLog) -> None:
    ran = await client.run(f"ann@{mail_domain('http-redirect')}", consent="allow")

    host = autodiscover_host("http-redirect")
    assert ran.lines == [
        f"round 1 for ann@{mail_domain('http-redirect')}",
        f"https-root: POST {autodiscover_url(mail_domain('http-redirect'))}",
        "https-root:   fails: name-not-found",
        "https-root: nothing: no-url-worked",
        f"https-autodiscover: POST {autodiscover_url(host)}",
        "https-autodiscover:   fails: refused",
        "https-autodiscover: nothing: no-url-worked",
        "local-xml: nothing: no-local-file",
        f"http-redirect: GET {autodiscover_url(host).replace('https:', 'http:')}",
        f"http-redirect:   redirects (302) to {GOOD_URL}",
        f"http-redirect: {CONSENT}: assumed-yes",
        f"http-redirect: goes on to {GOOD_URL}",
        *(f"http-redirect: {line}" for line in GOOD_ANSWERS),
        "settings with 9 service URLs",
        *(
            f"{scope} {service}: fails"
            for scope, services in (
                ("external", ("availability", "oab", "oof", "outlook-anywhere", "um")),
                ("internal", ("availability", "oab", "oof", "um")),
            )
            for service in services
        ),
        "outcome found",
    ]
    assert ran.finished.found_by is REDIRECT
    assert ran.finished.autodiscover_url == GOOD_URL
    assert [(seen.request.split()[0], seen.port, seen.status) for seen in access_log.seen()][
        :2
    ] == [
        ("GET", 80, 302),
        ("POST", 443, 200),
    ]


async def test_in_a_survey_every_step_is_taken(client: Client, web_server: Daemon) -> None:
    ran = await client.run(f"ann@{mail_domain('http-redirect')}", mode="survey", consent="allow")

    assert {one.step for one in ran.records if one.step} >= {ROOT, HOST, REDIRECT, SRV}
    assert ran.finished.found_by is REDIRECT


async def test_the_port_of_a_service_record_is_noted(client: Client, web_server: Daemon) -> None:
    ran = await client.run(f"ann@{mail_domain('srv-other-port')}", consent="allow", probes=False)

    (noted,) = [one.event for one in ran.records if isinstance(one.event, Noted)]
    assert (noted.code, noted.subject, noted.detail) == (NoteCode.SRV_PORT_IGNORED, GOOD, "8443")
    assert ran.lookup().records[0].port == 8443


async def test_service_records_come_best_first(client: Client, web_server: Daemon) -> None:
    ran = await client.run(f"ann@{mail_domain('srv-order')}")

    assert [(one.priority, one.target) for one in ran.lookup().records] == [
        (0, GOOD),
        (10, autodiscover_host("rsa")),
    ]
