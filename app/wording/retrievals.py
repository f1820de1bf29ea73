"""What was fetched to judge a certificate, and what became of its revocation, in words."""

from collections.abc import Iterator
from typing import assert_never

from app.domain.retrieval import Purpose, Retrieval
from app.domain.revocation import RevocationAnswer, RevocationSource, RevocationStatus
from app.wording.failures import failure_text
from app.wording.forms import moment_text
from app.wording.language import _, said
from app.wording.lines import Line, Mark, line


def retrieval_line(retrieval: Retrieval) -> Line:
    """Describe one fetch."""
    what = f"{retrieval_title(retrieval)}: {retrieval.url}"
    again = _("as before in this run") + ": " if retrieval.before else ""
    if retrieval.failure is not None:
        return line(what, f"{again}{failure_text(retrieval.failure)}", Mark.WARNING)
    return line(what, again + _brought(retrieval), _mark(retrieval))


def retrieval_title(retrieval: Retrieval) -> str:
    """Name what a fetch was for."""
    match retrieval.purpose:
        case Purpose.ISSUER:
            return _("Fetches the issuer's certificate")
        case Purpose.OCSP:
            return _("Asks the issuer about revocation (OCSP)")
        case Purpose.CRL:
            return _("Fetches the issuer's list of revoked certificates (CRL)")
        case _:
            assert_never(retrieval.purpose)


def retrieval_facts(retrieval: Retrieval) -> tuple[tuple[str, str], ...]:
    """Give all of a fetch, each with its caption."""
    failure = retrieval.failure
    return (
        ("URL", retrieval.url),
        (_("Named by"), retrieval.about),
        (_("Size"), _("{size} bytes").format(size=retrieval.size) if retrieval.size else ""),
        (_("Brought"), "\n".join(retrieval.subjects)),
        (_("Answer"), revocation_text(retrieval.answer) if retrieval.answer else ""),
        (_("Failure"), said(failure.detail) if failure else ""),
        (_("Told by the library"), failure.origin if failure else ""),
        (_("Fetched"), _("before in this run") if retrieval.before else ""),
    )


def revocation_text(answer: RevocationAnswer) -> str:
    """Tell what one source says about one certificate."""
    source = {
        RevocationSource.STAPLE: _("stapled OCSP answer"),
        RevocationSource.OCSP: "OCSP",
        RevocationSource.CRL: "CRL",
        RevocationSource.NONE: "",
    }[answer.source]
    match answer.status:
        case RevocationStatus.GOOD:
            told = _("not revoked")
        case RevocationStatus.REVOKED:
            told = (
                _("revoked on {day}").format(day=moment_text(answer.revoked_at))
                if answer.revoked_at
                else _("revoked")
            )
        case RevocationStatus.UNKNOWN:
            told = _("not known whether it is revoked")
        case _:
            assert_never(answer.status)
    detail = f": {said(answer.detail).rstrip('.')}" if answer.detail else ""
    by = ", ".join(filter(None, (source, *_times(answer))))
    return f"{told}{detail}{f' ({by})' if by else ''}"


def _brought(retrieval: Retrieval) -> str:
    if retrieval.answer is not None:
        return revocation_text(retrieval.answer)
    return _("{size} bytes: {subjects}").format(
        size=retrieval.size, subjects=", ".join(retrieval.subjects)
    )


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
        yield _("as of {day}").format(day=moment_text(answer.as_of))
    if answer.until:
        yield _("until {day}").format(day=moment_text(answer.until))
