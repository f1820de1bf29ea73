"""The service connection point: the directory names the server. protocol.md 2."""

from app.discovery.circumstances import Circumstances
from app.discovery.follow import GoTo
from app.discovery.pursue import pursue
from app.domain.attempts import DnsQuestion, LdapQuestion, Search
from app.domain.events import NoteCode, Noted
from app.domain.failures import Failure, FailureKind
from app.domain.scp import ScpChoice
from app.domain.steps import Found, Nothing, Readdressed, Refused, StepResult, Why
from app.protocol import scp

MOST_CONTROLLERS = 3
"""How many domain controllers are asked until one answers."""


async def take(here: Circumstances) -> StepResult:
    """Search the directory, and ask each URL it names, in Outlook's order."""
    controllers = await _controllers(here)
    if isinstance(controllers, Nothing):
        return controllers
    search = await _search(controllers, here)
    if search.failure:
        return Nothing(why=Why.DIRECTORY_FAILED, detail=search.failure.detail)
    choice = scp.choose(search.entries, here.task.machine.site, here.address.domain)
    _remark(choice, here)
    if not choice.chosen:
        return Nothing(why=Why.NO_SCP)
    return await _ask_each(choice.urls, here)


async def _ask_each(urls: tuple[str, ...], here: Circumstances) -> StepResult:
    # For a domain-joined client a missing trust passes on this way. TechNet bb851554
    tolerant = here.task.machine.joined and here.task.profile.tolerates_untrusted_when_joined
    remembered: Refused | None = None
    asked: Nothing | None = None
    last: StepResult = Nothing(why=Why.NO_URL_WORKED)
    for url in urls:
        last = await pursue(GoTo(url=url, tolerant=tolerant), here)
        match last:
            case Found() | Readdressed():
                return last
            case Refused():
                # An Error answer from an SCP's URL is remembered, and not final. [EWSMA]
                remembered = remembered or last
            case Nothing(why=Why.SIGN_IN_NEEDED):
                asked = asked or last
            case _:
                pass
    return remembered or asked or last


async def _controllers(here: Circumstances) -> tuple[str, ...] | Nothing:
    machine = here.task.machine
    if machine.directory:
        return (machine.directory,)
    if not machine.dns_domain:
        return Nothing(why=Why.NO_DIRECTORY)
    # Domain controllers register themselves so; well known, UNSOURCED. protocol.md 2.6
    question = DnsQuestion(name=f"_ldap._tcp.dc._msdcs.{machine.dns_domain}")
    lookup = await here.network.lookup(question, here.terms(), here.report.in_new_attempt())
    if lookup.failure:
        return Nothing(why=Why.NO_DIRECTORY, detail=lookup.failure.detail)
    hosts = dict.fromkeys(record.target for record in lookup.records if record.target != ".")
    if not hosts:
        return Nothing(why=Why.NO_DIRECTORY)
    for host in hosts:
        here.report(Noted(code=NoteCode.DIRECTORY_FOUND, subject=host, detail=question.name))
    return tuple(f"ldap://{host}" for host in list(hosts)[:MOST_CONTROLLERS])


async def _search(controllers: tuple[str, ...], here: Circumstances) -> Search:
    """Ask the controllers in turn until one is reached; what it then says holds."""
    unreached = {
        FailureKind.NAME_NOT_FOUND,
        FailureKind.NO_ANSWER_FROM_DNS,
        FailureKind.REFUSED,
        FailureKind.UNREACHABLE,
        FailureKind.TIMED_OUT,
        FailureKind.RESET,
    }
    *others, last = controllers
    for url in others:
        search = await _ask_directory(url, here)
        if not isinstance(search.failure, Failure) or search.failure.kind not in unreached:
            return search
    return await _ask_directory(last, here)


async def _ask_directory(url: str, here: Circumstances) -> Search:
    question = LdapQuestion(url=url, filter=scp.FILTER, attributes=scp.ATTRIBUTES)
    return await here.network.search(question, here.terms(), here.report.in_new_attempt())


def _remark(choice: ScpChoice, here: Circumstances) -> None:
    if choice.site_unknown:
        here.report(Noted(code=NoteCode.SITE_UNKNOWN, subject=here.task.machine.site))
    noted = [(NoteCode.SCP_CHOSEN, point) for point in choice.chosen]
    noted += [(NoteCode.SCP_PASSED_OVER, point) for point in choice.passed_over]
    for code, point in noted:
        here.report(Noted(code=code, subject=point.url or point.name, detail=point.reason))
    for pointer in choice.pointers:
        detail = f"{pointer.reason}: {pointer.url}"
        here.report(Noted(code=NoteCode.SCP_POINTER, subject=pointer.name, detail=detail))
