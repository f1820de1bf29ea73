"""A played run whose sign-in has several legs: NTLM, with what its tokens say."""

from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from app.domain.authentication import Mechanism, Scheme
from app.domain.binds import BindOutcome, BindTry
from app.domain.events import (
    AttemptFinished,
    AttemptStarted,
    BindTried,
    Outcome,
    Recorded,
    RequestSent,
    ResponseReceived,
    StepStarted,
)
from app.domain.questions import HttpQuestion
from app.domain.steps import StepName
from app.domain.tokens import NtlmAuthenticate, NtlmChallenge, NtlmNegotiate
from tests.support.played_runs import HOST_URL, Player, request, response

USER: Final = "CONTOSO\\ann"
CHALLENGE: Final = NtlmChallenge(
    target="CONTOSO",
    target_type="domain",
    netbios_computer="EXCH01",
    netbios_domain="CONTOSO",
    dns_computer="exch01.contoso.local",
    dns_domain="contoso.local",
    forest="contoso.local",
    time=datetime(2007, 6, 27, 12, 0, tzinfo=UTC),
    version="5.2.3790",
)
ANSWER: Final = NtlmAuthenticate(user="ann", domain="CONTOSO", workstation="PC7")


def signed_in_by_ntlm() -> list[Recorded]:
    """The autodiscover host offers Negotiate and NTLM, and lets in by NTLM."""
    player = Player()
    step = player.start().in_step(StepName.HTTPS_AUTODISCOVER)
    step(StepStarted())
    attempt = step.in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="POST", url=HOST_URL)))
    asked = replace(request(HOST_URL, Scheme.NTLM), username=USER)
    attempt(RequestSent(request=request(HOST_URL)))
    attempt(ResponseReceived(response=response(401, "Negotiate", "NTLM")))
    attempt(RequestSent(request=replace(asked, token=NtlmNegotiate())))
    challenge = response(401, "NTLM (token not shown)")
    attempt(ResponseReceived(response=replace(challenge, token=CHALLENGE)))
    attempt(RequestSent(request=replace(asked, token=ANSWER)))
    attempt(ResponseReceived(response=response(200, reason="OK")))
    tried = BindTry(
        mechanism=Mechanism.NTLM,
        scheme=Scheme.NTLM,
        outcome=BindOutcome.SIGNED_IN,
        username=USER,
        legs=2,
    )
    attempt(BindTried(tried=tried))
    attempt(AttemptFinished())
    player.end(Outcome.NOT_FOUND)
    return player.records
