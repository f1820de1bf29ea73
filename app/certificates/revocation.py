"""Asks whether any certificate of a path is revoked: the staple, then OCSP, then CRLs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import TypeVar, TypeVarTuple, Unpack

import anyio
import anyio.to_thread
import msgspec

from app.certificates.crl import read_crl
from app.certificates.inquiry import Inquiry
from app.certificates.ocsp import questions, read_ocsp
from app.certificates.pointers import pointers_of, why_not_fetched
from app.certificates.reading import Parsed, parse, quiet
from app.domain.failures import FailureKind
from app.domain.retrieval import Fetched, Purpose, Retrieval, Retrieve, Wanted
from app.domain.revocation import RevocationAnswer, RevocationSource, RevocationStatus
from app.domain.verdict import Certificate, Problem, Verdict

_T = TypeVar("_T")
_Arguments = TypeVarTuple("_Arguments")


class Revocation:
    """The inquiries about one path; whoever is not answered in time stays unknown."""

    def __init__(
        self,
        path: Sequence[Certificate],
        staple: bytes,
        now: datetime,
        retrieve: Retrieve,
        tell: Callable[[Retrieval], None],
    ) -> None:
        """`path`: leaf to anchor. The anchor itself is not asked about: nobody issued it."""
        self._path = tuple(path)
        self._now = now
        self._answers: dict[int, RevocationAnswer] = {}
        self._staple = staple
        self._retrieve = retrieve
        self._tell = tell

    @property
    def answers(self) -> tuple[RevocationAnswer, ...]:
        """One for each certificate below the anchor."""
        return tuple(
            self._answers.get(place) or _out_of_time(certificate)
            for place, certificate in enumerate(self._path[:-1])
        )

    async def run(self) -> None:
        """Ask about all of them at the same time."""
        parsed = await _beside(_parsed, tuple(one.der for one in self._path))
        inquiries = [
            Inquiry(certificate=certificate, issuer=issuer, now=self._now)
            for certificate, issuer in pairwise(parsed)
        ]
        async with anyio.create_task_group() as tasks:
            for place, inquiry in enumerate(inquiries):
                tasks.start_soon(self._ask, place, inquiry)

    async def _ask(self, place: int, inquiry: Inquiry) -> None:
        # RFC 6066 8: the staple is about the server's own certificate.
        if place == 0 and self._staple:
            stapled = replace(inquiry, source=RevocationSource.STAPLE)
            if self._is_settled(place, await _beside(read_ocsp, self._staple, stapled)):
                return
        pointers = pointers_of(inquiry.certificate)
        for url in pointers.ocsp:
            by_ocsp = replace(inquiry, source=RevocationSource.OCSP, url=url)
            if self._is_settled(place, await self._by_ocsp(by_ocsp)):
                return
        for url in pointers.crls:
            by_crl = replace(inquiry, source=RevocationSource.CRL, url=url)
            if self._is_settled(place, await self._by_crl(by_crl)):
                return
        if place not in self._answers:
            where = "an indirect CRL" if pointers.indirect_crls else "no place"
            self._answers[place] = inquiry.unknown(f"The certificate names {where} to ask.")

    def _is_settled(self, place: int, answer: RevocationAnswer) -> bool:
        """Keep a certain answer; else the first, which says best what is wrong."""
        is_certain = answer.status is not RevocationStatus.UNKNOWN
        if is_certain or place not in self._answers:
            self._answers[place] = answer
        return is_certain

    async def _by_ocsp(self, inquiry: Inquiry) -> RevocationAnswer:
        answer = inquiry.unknown("The certificate cannot be asked about.")
        if refusal := why_not_fetched(inquiry.url):
            self._tell_of(inquiry, Purpose.OCSP, Fetched(failure=refusal))
            return inquiry.unknown(refusal.detail)
        for wanted in questions(inquiry):
            fetched = await self._retrieve(wanted)
            if fetched.failure is not None:
                answer = inquiry.unknown(fetched.failure.detail)
                self._tell_of(inquiry, Purpose.OCSP, fetched)
                # A responder that does not know GET says so; a dead one need not be asked again.
                if fetched.failure.kind is not FailureKind.HTTP_STATUS:
                    return answer
                continue
            answer = await _beside(read_ocsp, fetched.content, inquiry)
            self._tell_of(inquiry, Purpose.OCSP, fetched, answer)
            if answer.status is not RevocationStatus.UNKNOWN:
                return answer
        return answer

    async def _by_crl(self, inquiry: Inquiry) -> RevocationAnswer:
        refusal = why_not_fetched(inquiry.url)
        if refusal is not None:
            fetched = Fetched(failure=refusal)
        else:
            fetched = await self._retrieve(Wanted(purpose=Purpose.CRL, url=inquiry.url))
        if fetched.failure is not None:
            self._tell_of(inquiry, Purpose.CRL, fetched)
            return inquiry.unknown(fetched.failure.detail)
        answer = await _beside(read_crl, fetched.content, inquiry)
        self._tell_of(inquiry, Purpose.CRL, fetched, answer)
        return answer

    def _tell_of(
        self,
        inquiry: Inquiry,
        purpose: Purpose,
        fetched: Fetched,
        answer: RevocationAnswer | None = None,
    ) -> None:
        self._tell(
            Retrieval(
                purpose=purpose,
                url=inquiry.url,
                about=inquiry.certificate.subject.rfc4514_string(),
                size=len(fetched.content),
                duration_ms=fetched.duration_ms,
                before=fetched.before,
                answer=answer,
                failure=fetched.failure,
            )
        )


def _out_of_time(certificate: Certificate) -> RevocationAnswer:
    return RevocationAnswer(
        subject=certificate.subject,
        sha256=certificate.sha256,
        source=RevocationSource.NONE,
        status=RevocationStatus.UNKNOWN,
        detail="There was no answer in time.",
    )


def _parsed(path: tuple[bytes, ...]) -> tuple[Parsed, ...]:
    with quiet():
        return tuple(one for one in map(parse, path) if one is not None)


async def _beside(read: Callable[[Unpack[_Arguments]], _T], *arguments: *_Arguments) -> _T:
    # A CRL may have megabytes, and the readers wait for each other (`quiet`).
    return await anyio.to_thread.run_sync(read, *arguments, abandon_on_cancel=True)


def marked(verdict: Verdict, answers: Sequence[RevocationAnswer]) -> Verdict:
    """Let what was found out about revocation count: what is revoked is not trusted."""
    revoked = [one for one in answers if one.status is RevocationStatus.REVOKED]
    unknown = any(one.status is RevocationStatus.UNKNOWN for one in answers)
    seen = {*verdict.problems}
    if revoked:
        seen.add(Problem.REVOKED)
    if unknown:
        seen.add(Problem.REVOCATION_UNKNOWN)
    problems = tuple(problem for problem in Problem if problem in seen)
    if not revoked:
        return msgspec.structs.replace(verdict, problems=problems)
    return msgspec.structs.replace(
        verdict,
        trusted=False,
        anchor=None,
        problems=problems,
        reasons=(*map(_reason, revoked), *verdict.reasons),
    )


def _reason(answer: RevocationAnswer) -> str:
    on = f" on {answer.revoked_at:%Y-%m-%d}" if answer.revoked_at else ""
    return f"{answer.subject} was revoked by its issuer{on}."
