"""The SRV record: a host that DNS names, asked once the user allows it."""

from urllib.parse import urlsplit

from app.discovery.circumstances import Circumstances
from app.discovery.follow import GoTo, allowed_target, consent
from app.discovery.pursue import pursue, settle, trail_to
from app.domain.attempts import SrvRecord
from app.domain.failures import Failure, FailureKind
from app.domain.notes import NoteCode, Noted
from app.domain.questions import DnsQuestion
from app.domain.steps import Nothing, StepResult, Why


async def take(here: Circumstances) -> StepResult:
    """Ask _autodiscover._tcp.DOMAIN, and the hosts it names, best first. [KB940881], S5.

    Lowest priority first, then highest weight, without dice. RFC 2782, protocol.md 1.3
    """
    (name,) = here.planned.targets
    attempt = here.report.in_new_attempt()
    lookup = await here.network.lookup(DnsQuestion(name=name), here.terms(), attempt)
    if lookup.failure:
        is_absent = lookup.failure.kind is FailureKind.NAME_NOT_FOUND
        why = Why.NO_SRV_RECORD if is_absent else Why.DNS_FAILED
        return Nothing(why=why, detail=lookup.failure.detail)
    records = tuple(record for record in lookup.records if record.target != ".")
    if not records:
        # RFC 2782: "A Target of "." means that the service is decidedly not available".
        return Nothing(why=Why.SRV_DENIED if lookup.records else Why.NO_SRV_RECORD)
    urls = dict.fromkeys(url for record in records if (url := _url(record, here)))
    asked: Nothing | None = None
    result: StepResult = Nothing(why=Why.NO_URL_WORKED)
    for url in urls:
        allowed = await _allowed(url, name, here)
        if not isinstance(allowed, GoTo):
            return allowed
        result = await pursue(allowed, here)
        if not isinstance(result, Nothing):
            return result
        if result.why is Why.SIGN_IN_NEEDED:
            asked = asked or result
    return asked or result


def _url(record: SrvRecord, here: Circumstances) -> str:
    """Give the URL of a record; empty where its target is no host."""
    port = ""
    if record.port != 443 and here.task.profile.srv_uses_port:
        port = f":{record.port}"
    elif record.port != 443:
        # Outlook 2007 goes to 443 whatever the record says. [GROMOX-DOC]
        here.report(
            Noted(code=NoteCode.SRV_PORT_IGNORED, subject=record.target, detail=str(record.port))
        )
    url = allowed_target(f"https://{record.target}{port}{here.task.path}", any_path=True)
    return "" if isinstance(url, Failure) else url


async def _allowed(url: str, name: str, here: Circumstances) -> GoTo | StepResult:
    # Unsigned DNS chooses the host, so the user is asked, whatever the domain. protocol.md 8.1
    trail = trail_to(GoTo(url=name), here)
    goto = GoTo(url=url)
    is_known = urlsplit(url).hostname in trail.redirect_servers
    move = goto if is_known else consent(trail, goto, name)
    return await settle(move, None, trail, here, attempt=None)
