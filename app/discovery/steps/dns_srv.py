"""The SRV record: a host that DNS names, asked once the user allows it."""

from urllib.parse import urlsplit

from app.discovery.circumstances import Circumstances
from app.discovery.follow import GoTo, allowed_target, consent
from app.discovery.pursue import pursue, settle, trail_to
from app.domain.attempts import DnsQuestion, SrvRecord
from app.domain.events import NoteCode, Noted
from app.domain.failures import Failure, FailureKind
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
    result: StepResult = Nothing(why=Why.NO_URL_WORKED)
    asked: set[str] = set()
    for record in records:
        url = _url(record, here)
        if isinstance(url, Failure):
            result = Nothing(why=Why.NO_URL_WORKED, detail=url.detail)
        elif url not in asked:
            asked.add(url)
            result = await _ask_host(url, name, here)
        is_over = not isinstance(result, Nothing) or result.why is Why.CONSENT_REFUSED
        if is_over:
            break
    return result


def _url(record: SrvRecord, here: Circumstances) -> str | Failure:
    port = ""
    if record.port != 443 and here.task.profile.srv_uses_port:
        port = f":{record.port}"
    elif record.port != 443:
        # Outlook 2007 goes to 443 whatever the record says. [GROMOX-DOC]
        here.report(
            Noted(code=NoteCode.SRV_PORT_IGNORED, subject=record.target, detail=str(record.port))
        )
    return allowed_target(f"https://{record.target}{port}{here.task.path}", any_path=True)


async def _ask_host(url: str, name: str, here: Circumstances) -> StepResult:
    # Unsigned DNS chooses the host, so the user is asked, whatever the domain. protocol.md 8.1
    trail = trail_to(GoTo(url=name), here)
    goto = GoTo(url=url)
    is_known = urlsplit(url).hostname in trail.redirect_servers
    move = goto if is_known else consent(trail, goto, name)
    end = await settle(move, None, trail, here, attempt=None)
    return await pursue(end, here) if isinstance(end, GoTo) else end
