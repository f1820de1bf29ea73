"""What was fetched beside a handshake, in words."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from app.domain.failures import Failure, FailureKind
from app.domain.retrieval import Purpose, Retrieval
from app.domain.revocation import RevocationAnswer, RevocationSource, RevocationStatus
from app.wording import Mark, revocation_text
from app.wording.retrievals import retrieval_facts, retrieval_line

DAY = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ISSUER = Retrieval(
    purpose=Purpose.ISSUER,
    url="http://pki.contoso.example/issuing.cer",
    about="CN=mail.contoso.example",
    size=479,
    subjects=("CN=Contoso Issuing",),
)


def answer(status: RevocationStatus, **more: object) -> RevocationAnswer:
    return RevocationAnswer(
        subject="CN=mail.contoso.example",
        sha256="a" * 64,
        source=RevocationSource.OCSP,
        status=status,
        **more,  # type: ignore[arg-type]
    )


def test_an_issuer_that_came_is_named() -> None:
    shown = retrieval_line(ISSUER)

    assert shown.what == f"Fetches the issuer's certificate: {ISSUER.url}"
    assert shown.verdict == "479 bytes: CN=Contoso Issuing"
    assert shown.mark is Mark.GOOD


def test_a_fetch_that_failed_says_why() -> None:
    failure = Failure(kind=FailureKind.HTTP_STATUS, detail="It answered with status 404.")

    shown = retrieval_line(replace(ISSUER, failure=failure, before=True))

    assert shown.verdict.startswith("as before in this run: ")
    assert "status 404" in shown.verdict
    assert shown.mark is Mark.WARNING


@pytest.mark.parametrize(
    ("status", "mark", "said"),
    [
        (RevocationStatus.GOOD, Mark.GOOD, "not revoked"),
        (RevocationStatus.REVOKED, Mark.BAD, "revoked on 2026-11-22 10:00 UTC"),
        (RevocationStatus.UNKNOWN, Mark.WARNING, "not known whether it is revoked: Too old"),
    ],
)
def test_an_answer_about_revocation_is_a_line(
    status: RevocationStatus, mark: Mark, said: str
) -> None:
    told = answer(
        status,
        revoked_at=DAY if status is RevocationStatus.REVOKED else None,
        detail="Too old." if status is RevocationStatus.UNKNOWN else "",
        as_of=DAY,
        until=DAY,
    )
    retrieval = replace(ISSUER, purpose=Purpose.OCSP, answer=told)

    shown = retrieval_line(retrieval)

    times = "as of 2026-11-22 10:00 UTC, until 2026-11-22 10:00 UTC"
    assert shown.verdict == f"{said} (OCSP, {times})"
    assert shown.mark is mark
    assert dict(retrieval_facts(retrieval))["Answer"] == shown.verdict


def test_where_nobody_was_asked_no_source_is_named() -> None:
    nobody = replace(answer(RevocationStatus.UNKNOWN), source=RevocationSource.NONE)

    assert revocation_text(nobody) == "not known whether it is revoked"


def test_every_purpose_has_its_own_title() -> None:
    titles = {retrieval_line(replace(ISSUER, purpose=one)).what for one in Purpose}

    assert len(titles) == len(Purpose)


def test_the_facts_of_a_failure_name_it() -> None:
    failure = Failure(kind=FailureKind.RESET, detail="It broke off.", origin="ECONNRESET")

    facts = dict(retrieval_facts(replace(ISSUER, failure=failure)))

    assert (facts["Failure"], facts["Told by the library"]) == ("It broke off.", "ECONNRESET")
