"""Asks a URL, and goes where the answers lead, to the result of that way."""

from urllib.parse import urlsplit

from msgspec.structs import replace

from app.discovery.circumstances import Circumstances, post
from app.discovery.follow import Ask, DeadEnd, GoTo, Move, Trail, after, next_move
from app.discovery.reading import read_exchange
from app.domain.acceptance import CertificatePolicy
from app.domain.attempts import Exchange, Reading
from app.domain.events import AnswerRead, RedirectFollowed
from app.domain.failures import Failure, FailureKind
from app.domain.notes import NoteCode, Noted
from app.domain.prompts import Prompt, PromptKind
from app.domain.questions import HttpQuestion
from app.domain.recorder import Reporter
from app.domain.steps import Nothing, StepResult
from app.protocol import pox


async def pursue(start: GoTo, here: Circumstances) -> StepResult:
    """Ask `start` and every URL that it leads to, until there is a result."""
    trail = trail_to(start, here)
    while True:
        attempt = here.report.in_new_attempt()
        exchange = await _ask(trail.goto, here, attempt)
        reading = read_exchange(exchange, here.task.profile.redirect_statuses)
        attempt(AnswerRead(reading=reading))
        _remark(exchange, reading, here)
        move = next_move(trail, reading, exchange.judged)
        end = await settle(move, reading, trail, here, attempt)
        if not isinstance(end, GoTo):
            return end
        known = trail.urls if end.url == trail.goto.url else (*trail.urls, end.url)
        trail = replace(trail, goto=end, urls=known)


def trail_to(start: GoTo, here: Circumstances) -> Trail:
    """Begin a way at its first URL."""
    return Trail(
        step=here.planned.step,
        address=here.address,
        goto=start,
        urls=(start.url,),
        addresses=here.addresses,
        most_redirects=here.task.profile.most_redirects,
        redirect_servers=(
            *here.task.machine.policies.redirect_servers,
            *here.questions.allowed_hosts,
        ),
    )


async def settle(
    move: Move,
    reading: Reading | None,
    trail: Trail,
    here: Circumstances,
    attempt: Reporter | None,
) -> GoTo | StepResult:
    """Have a question answered, if the move is one, and report where the way goes on or ends.

    `attempt` is where a failure is noted that the answer itself did not show; None where no
    exchange led here.
    """
    if isinstance(move, Ask):
        answer = await here.questions.ask(move.prompt, here.report)
        move = after(move, answer)
    match move:
        case DeadEnd(failure=failure, why=why):
            if attempt and failure != reading:
                attempt(AnswerRead(reading=failure))
            return Nothing(why=why, detail=failure.detail)
        case GoTo(url=url) if url != trail.goto.url:
            host = urlsplit(url).hostname or ""
            if host in trail.redirect_servers:
                here.report(Noted(code=NoteCode.CONSENT_NOT_ASKED, subject=host))
            here.report(RedirectFollowed(source=trail.goto.url, target=url, status=move.status))
            return move
        case _:
            return move


async def _ask(goto: GoTo, here: Circumstances, attempt: Reporter) -> Exchange:
    policy = CertificatePolicy(tolerates_untrusted=goto.tolerant, grants=goto.grants)
    if goto.method == "GET":
        # "GET (not POST)", and nothing that identifies the user. [OXDISCO-302], protocol.md 8.2
        question = HttpQuestion(method="GET", url=goto.url)
        return await here.network.exchange(question, here.terms(policy, anonymous=True), attempt)
    question = post(goto.url, pox.request_body(str(here.address)))
    return await here.network.exchange(question, here.terms(policy), attempt)


def _remark(exchange: Exchange, reading: Reading, here: Circumstances) -> None:
    response = exchange.response
    if response and response.status == 308:
        here.report(Noted(code=NoteCode.PERMANENT_REDIRECT_IGNORED, subject=exchange.question.url))
    _remark_on_name(exchange, here)
    wants_sign_in = {FailureKind.SIGN_IN_NEEDED, FailureKind.SIGN_IN_REFUSED}
    is_post = exchange.question.method == "POST"
    if is_post and isinstance(reading, Failure) and reading.kind in wants_sign_in:
        parts = urlsplit(exchange.question.url)
        prompt = Prompt(
            kind=PromptKind.CREDENTIALS,
            step=here.planned.step,
            address=str(here.address),
            url=exchange.question.url,
            host=parts.hostname or "",
            port=parts.port or 443,
        )
        here.questions.tell(prompt, here.report)


def _remark_on_name(exchange: Exchange, here: Circumstances) -> None:
    """Say so where Outlook would go on in silence; this client asks all the same.

    "Also silences the name-mismatch warning" [KB2783881], protocol.md 1.7: yet a policy about
    redirects is no yes to a certificate, and so no password goes out on it.
    """
    judged = exchange.judged
    failure = exchange.failure
    if judged is None or failure is None or failure.kind is not FailureKind.CERTIFICATE_REJECTED:
        return
    verdict = judged.verdict
    is_name_alone = verdict.trusted and verdict.in_date and not verdict.name_matches
    if is_name_alone and judged.host in here.task.machine.policies.redirect_servers:
        here.report(Noted(code=NoteCode.NAME_ALERT_SILENCED, subject=judged.host))
