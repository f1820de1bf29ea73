"""What servers and directories answer in the made-up runs: certificates, prompts, settings."""

from datetime import UTC, datetime, timedelta

from app.domain.acceptance import Acceptance, Ground
from app.domain.attempts import Request, Response
from app.domain.authentication import Scheme
from app.domain.connections import (
    AddressOutcome,
    AddressTried,
    Dial,
    Judged,
    Resolution,
    ResolvedBy,
)
from app.domain.failures import Failure, FailureKind
from app.domain.prompts import Prompt, PromptKind
from app.domain.settings import Scope, Service, ServiceUrl, Settings, User
from app.domain.steps import PlannedStep, SkipReason, StepName
from app.domain.verdict import Anchor, Certificate, MatchedBy, Problem, Verdict

ADDRESS = "ann@contoso.example"
ROOT_URL = "https://contoso.example/autodiscover/autodiscover.xml"
HOST_URL = "https://autodiscover.contoso.example/autodiscover/autodiscover.xml"
INSIDE = "https://exch01.contoso.local"
OUTSIDE = "https://mail.contoso.example"
PATHS = {
    Service.AVAILABILITY: ("ASUrl", "/EWS/Exchange.asmx"),
    Service.OOF: ("OOFUrl", "/EWS/Exchange.asmx"),
    Service.OAB: ("OABUrl", "/OAB/6cf5c5cf-3a0a-4b3a-9d31-1d2a1d3f5b10/"),
    Service.UM: ("UMUrl", "/UnifiedMessaging/Service.asmx"),
}
REQUEST_BODY = """<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
<Request><EMailAddress>ann@contoso.example</EMailAddress></Request></Autodiscover>"""
ANSWER_BODY = b"""<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
<Response><User><DisplayName>Ann</DisplayName></User><Account><AccountType>email</AccountType>
<Action>settings</Action><Protocol><Type>EXCH</Type>
<ASUrl>https://exch01.contoso.local/EWS/Exchange.asmx</ASUrl></Protocol></Account></Response>
</Autodiscover>"""
STARTED_AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def planned(step: StepName, *, joined: bool) -> PlannedStep:
    is_skipped = step is StepName.SCP and not joined
    targets = {StepName.HTTPS_ROOT: (ROOT_URL,), StepName.HTTPS_AUTODISCOVER: (HOST_URL,)}
    return PlannedStep(
        step=step,
        targets=targets.get(step, ()),
        skipped=SkipReason.NOT_JOINED if is_skipped else None,
    )


def resolution(host: str) -> Resolution:
    return Resolution(
        host=host,
        by=ResolvedBy.OPERATING_SYSTEM,
        addresses=("192.0.2.10", "192.0.2.11"),
        duration_ms=12.0,
    )


def dial(host: str) -> Dial:
    failure = Failure(kind=FailureKind.TIMED_OUT, detail="192.0.2.9 does not answer.")
    tried = (
        AddressTried(
            address="192.0.2.9",
            port=443,
            outcome=AddressOutcome.FAILED,
            started_ms=0,
            duration_ms=20_000,
            failure=failure,
        ),
        AddressTried(
            address="192.0.2.10",
            port=443,
            outcome=AddressOutcome.CONNECTED,
            started_ms=250,
            duration_ms=31,
        ),
    )
    return Dial(host=host, port=443, tried=tried)


def certificate(subject: str, issuer: str, *names: str) -> Certificate:
    return Certificate(
        subject=subject,
        issuer=issuer,
        names=names,
        not_before=STARTED_AT - timedelta(days=400),
        not_after=STARTED_AT + timedelta(days=20),
        sha256=f"{sum(subject.encode()):064x}",
        serial="4a7f",
        key="RSA 2048",
        signature="SHA-256 with RSA",
    )


def judged(host: str, *problems: Problem) -> Judged:
    leaf = certificate("CN=mail.contoso.example", "CN=Contoso Issuing", "mail.contoso.example")
    issuing = certificate("CN=Contoso Issuing", "CN=Contoso Root")
    anchor = certificate("CN=Contoso Root", "CN=Contoso Root")
    trusted = Problem.UNKNOWN_ISSUER not in problems
    matches = Problem.NAME_MISMATCH not in problems
    reasons = []
    if not matches:
        reasons.append(f"{host} is not among the names of the certificate: mail.contoso.example.")
    return Judged(
        host=host,
        port=443,
        verdict=Verdict(
            host=host,
            trusted=trusted,
            in_date=Problem.EXPIRED not in problems,
            name_matches=matches,
            matched_by=MatchedBy.SAN if matches else None,
            matched_name=host if matches else "",
            problems=problems,
            presented=(leaf, issuing),
            path=(leaf, issuing, anchor) if trusted else (leaf, issuing),
            anchor=Anchor(sha256=anchor.sha256, stores=("system",)) if trusted else None,
            reasons=tuple(reasons),
        ),
        acceptance=Acceptance(
            accepted=not problems, ground=Ground.REJECTED if problems else Ground.GOOD
        ),
        tls_version="TLSv1.3",
        cipher="TLS_AES_256_GCM_SHA384",
    )


def request(url: str, scheme: Scheme | None = None) -> Request:
    headers = (("User-Agent", "Microsoft Office/12.0"), ("Content-Type", "text/xml"))
    username = ADDRESS if scheme else ""
    return Request(
        method="POST",
        url=url,
        headers=headers,
        body=REQUEST_BODY,
        scheme=scheme,
        username=username,
    )


def response(
    status: int, reason: str, headers: tuple[tuple[str, str], ...] = (), body: bytes = b""
) -> Response:
    return Response(status=status, reason=reason, headers=headers, body=body)


def url_of(scope: Scope, service: Service) -> str:
    return (INSIDE if scope is Scope.INTERNAL else OUTSIDE) + PATHS[service][1]


def settings() -> Settings:
    services = tuple(
        ServiceUrl(
            service=service,
            scope=scope,
            protocol="EXCH" if scope is Scope.INTERNAL else "EXPR",
            element=element,
            url=url_of(scope, service),
        )
        for scope in Scope
        for service, (element, _) in PATHS.items()
    )
    return Settings(user=User(display_name="Ann", legacy_dn="/o=Contoso/cn=ann"), services=services)


def alert(host: str = "contoso.example") -> Prompt:
    return Prompt(
        kind=PromptKind.SECURITY_ALERT,
        step=StepName.HTTPS_ROOT,
        address=ADDRESS,
        url=ROOT_URL,
        host=host,
        port=443,
        judged=judged(host, Problem.NAME_MISMATCH),
    )


def consent() -> Prompt:
    return Prompt(
        kind=PromptKind.REDIRECT_CONSENT,
        step=StepName.HTTP_REDIRECT,
        address=ADDRESS,
        url="https://mail.contoso.example/autodiscover/autodiscover.xml",
        host="mail.contoso.example",
        port=443,
        came_from="http://autodiscover.contoso.example/autodiscover/autodiscover.xml",
    )
