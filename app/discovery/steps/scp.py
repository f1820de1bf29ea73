"""The service connection point: the directory names the server. protocol.md 2."""

from app.discovery.circumstances import Circumstances
from app.discovery.controllers import Place, find_place, other_controllers
from app.discovery.follow import GoTo
from app.discovery.pursue import pursue
from app.domain.attempts import Search
from app.domain.events import PointsChosen, RedirectFollowed
from app.domain.failures import Failure, FailureKind
from app.domain.notes import NoteCode, Noted
from app.domain.questions import LdapQuestion
from app.domain.scp import ScpChoice, ScpPointer
from app.domain.steps import Found, Nothing, Readdressed, Refused, StepResult, Why
from app.protocol import scp

MOST_CONTROLLERS = 3
"""How many domain controllers are asked until one answers."""
_UNREACHED = {
    FailureKind.NAME_NOT_FOUND,
    FailureKind.NO_ANSWER_FROM_DNS,
    FailureKind.REFUSED,
    FailureKind.UNREACHABLE,
    FailureKind.TIMED_OUT,
    FailureKind.RESET,
}
MOST_HOPS = 10
"""AutodiscoverMaxScpHops: from one directory to another. [EWSMA], protocol.md 1.4"""


async def take(here: Circumstances) -> StepResult:
    """Search the directory, and ask each URL it names, in Outlook's order."""
    place = await find_place(here)
    if isinstance(place, Nothing):
        return place
    choice = await _choose(place, here)
    if isinstance(choice, Nothing):
        return choice
    if not choice.chosen:
        return Nothing(why=Why.NO_SCP)
    return await _ask_each(choice.urls, here)


async def _choose(place: Place, here: Circumstances) -> ScpChoice | Nothing:
    """Search, and follow pointers from directory to directory, to a choice of URLs."""
    urls = place.urls[:MOST_CONTROLLERS]
    asked: list[str] = []
    while True:
        search = await _search(urls, here)
        if not asked and _was_not_reached(search):
            others = await other_controllers(urls, here)
            search = await _search(others[:MOST_CONTROLLERS], here) if others else search
        if search.failure:
            return Nothing(why=Why.DIRECTORY_FAILED, detail=search.failure.detail)
        directory = search.question.url
        asked.append(directory.casefold())
        choice = scp.choose(search.entries, place.site, here.address.domain)
        here.report(PointsChosen(directory=directory, choice=choice))
        if choice.follow is None:
            return choice
        target = _followed(choice.follow, asked)
        if isinstance(target, Failure):
            refusal = NoteCode.POINTER_NOT_FOLLOWED
            here.report(Noted(code=refusal, subject=choice.follow.url, detail=target.detail))
            return choice
        here.report(RedirectFollowed(source=directory, target=target, status=None))
        urls = (target,)


def _followed(pointer: ScpPointer, asked: list[str]) -> str | Failure:
    """Give the directory that a pointer leads to, or say why it is not asked."""
    target = scp.pointer_target(pointer.url)
    if isinstance(target, Failure):
        return target
    if target.casefold() in asked:
        detail = "The pointers lead in a circle: this directory was asked before."
        return Failure(kind=FailureKind.REDIRECT_LOOP, detail=detail)
    if len(asked) > MOST_HOPS:
        detail = f"More than {MOST_HOPS} pointers, one after the other."
        return Failure(kind=FailureKind.REDIRECT_LOOP, detail=detail)
    return target


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


async def _search(controllers: tuple[str, ...], here: Circumstances) -> Search:
    """Ask the controllers in turn until one is reached; what it then says holds."""
    *others, last = controllers
    for url in others:
        search = await _ask_directory(url, here)
        if not _was_not_reached(search):
            return search
    return await _ask_directory(last, here)


def _was_not_reached(search: Search) -> bool:
    return search.failure is not None and search.failure.kind in _UNREACHED


async def _ask_directory(url: str, here: Circumstances) -> Search:
    question = LdapQuestion(url=url, filter=scp.FILTER, attributes=scp.ATTRIBUTES)
    return await here.network.search(question, here.terms(), here.report.in_new_attempt())
