"""What was fetched to judge a certificate, and what became of its revocation, in words."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from app.domain.retrieval import Purpose, Retrieval
from app.domain.revocation import RevocationAnswer, RevocationSource, RevocationStatus
from app.wording.failures import failure_text
from app.wording.lines import Line, Mark, line


def retrieval_line(retrieval: Retrieval) -> Line:
    """Describe one fetch."""
    what = f"{retrieval_title(retrieval)}: {retrieval.url}"
    again = "as before in this run: " if retrieval.before else ""
    if retrieval.failure is not None:
        return line(what, f"{again}{failure_text(retrieval.failure)}", Mark.WARNING)
    return line(what, again + _brought(retrieval), _mark(retrieval))


def retrieval_title(retrieval: Retrieval) -> str:
    """Name what a fetch was for."""
    match retrieval.purpose:
        case Purpose.ISSUER:
            return "Fetches the issuer's certificate"
        case Purpose.OCSP:
            return "Asks the issuer about revocation (OCSP)"
        case Purpose.CRL:
            return "Fetches the issuer's list of revoked certificates (CRL)"
        case _:
            assert_never(retrieval.purpose)


def retrieval_facts(retrieval: Retrieval) -> tuple[tuple[str, str], ...]:
    """Give all of a fetch, each with its caption."""
    failure = retrieval.failure
    return (
        ("URL", retrieval.url),
        ("Named by", retrieval.about),
        ("Size", f"{retrieval.size} bytes" if retrieval.size else ""),
        ("Brought", "\n".join(retrieval.subjects)),
        ("Answer", revocation_text(retrieval.answer) if retrieval.answer else ""),
        ("Failure", failure.detail if failure else ""),
        ("Told by the library", failure.origin if failure else ""),
        ("Fetched", "before in this run" if retrieval.before else ""),
    )


def revocation_text(answer: RevocationAnswer) -> str:
    """Tell what one source says about one certificate."""
    source = {
        RevocationSource.STAPLE: "stapled OCSP answer",
        RevocationSource.OCSP: "OCSP",
        RevocationSource.CRL: "CRL",
        RevocationSource.NONE: "",
    }[answer.source]
    match answer.status:
        case RevocationStatus.GOOD:
            said = "not revoked"
        case RevocationStatus.REVOKED:
            on = f" on {_day(answer.revoked_at)}" if answer.revoked_at else ""
            said = f"revoked{on}"
        case RevocationStatus.UNKNOWN:
            said = "not known whether it is revoked"
        case _:
            assert_never(answer.status)
    detail = f": {answer.detail.rstrip('.')}" if answer.detail else ""
    told = ", ".join(filter(None, (source, *_times(answer))))
    return f"{said}{detail}{f' ({told})' if told else ''}"


def _brought(retrieval: Retrieval) -> str:
    if retrieval.answer is not None:
        return revocation_text(retrieval.answer)
    return f"{retrieval.size} bytes: {', '.join(retrieval.subjects)}"


def _mark(retrieval: Retrieval) -> Mark:
    if retrieval.answer is None:
        return Mark.GOOD
    return {
        RevocationStatus.GOOD: Mark.GOOD,
        RevocationStatus.REVOKED: Mark.BAD,
        RevocationStatus.UNKNOWN: Mark.WARNING,
    }[retrieval.answer.status]


def _times(answer: RevocationAnswer) -> Iterator[str]:
    if answer.as_of:
        yield f"as of {_day(answer.as_of)}"
    if answer.until:
        yield f"until {_day(answer.until)}"


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
