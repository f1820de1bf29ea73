"""The staple, then OCSP, then CRLs, for each certificate below the anchor; and what it comes to."""

from collections.abc import Sequence

import anyio
import pytest
from cryptography import x509
from cryptography.x509 import ocsp
from cryptography.x509.ocsp import OCSPCertStatus

from app.certificates import Examiner
from app.certificates.examination import LONGEST_S
from app.domain.examination import Examined, Shown
from app.domain.failures import Failure, FailureKind
from app.domain.retrieval import Fetched, Purpose, Wanted
from app.domain.revocation import RevocationSource, RevocationStatus
from app.domain.verdict import Problem
from tests.certificates.chains import AT, HOST, Signed, issue
from tests.certificates.fetching import Told, Web, judging, pointing
from tests.certificates.revoking import crl, response

pytestmark = pytest.mark.anyio

GOOD, REVOKED, UNKNOWN = RevocationStatus
ROOT = issue("Contoso Root", ca=True)
OCSP, CRL = "http://ocsp.contoso.example/a", "http://pki.contoso.example/a.crl"
ROOT_CRL = "http://pki.contoso.example/root.crl"
CA = issue("Contoso Issuing", ROOT, ca=True, replace=pointing(crls=[ROOT_CRL]))
ROOTS_LIST = {ROOT_CRL: crl(ROOT)}
NO_GET = Failure(kind=FailureKind.HTTP_STATUS, detail="It answered with status 405.")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def leaf(**urls: Sequence[str]) -> Signed:
    return issue(HOST, CA, names=(HOST,), replace=pointing(**urls))


class Responder(Web):
    """A web with an OCSP responder in it."""

    def __init__(self, about: Signed, *, takes_get: bool = True, **pages: object) -> None:
        super().__init__({**ROOTS_LIST, **pages.pop("pages", {})})  # type: ignore[dict-item]
        self.status: OCSPCertStatus = pages.pop("status", OCSPCertStatus.GOOD)  # type: ignore[assignment]
        self.about = about
        self.takes_get = takes_get

    async def __call__(self, wanted: Wanted) -> Fetched:
        if wanted.purpose is not Purpose.OCSP:
            return await super().__call__(wanted)
        self.asked.append(wanted)
        if not wanted.body and not self.takes_get:
            return Fetched(failure=NO_GET)
        if wanted.body:
            asked = ocsp.load_der_ocsp_request(wanted.body)
            assert asked.serial_number == self.about.certificate.serial_number
        return Fetched(content=response(self.about, CA, status=self.status))


async def examined(
    *chain: Signed,
    web: object = None,
    staple: bytes = b"",
    told: Told | None = None,
    anchor: Signed = ROOT,
    limit_s: float = 5.0,
) -> Examined:
    judge = judging(anchor, HOST)
    examiner = Examiner(judge, fetches_intermediates=True, checks_revocation=True, clock=lambda: AT)
    ders = tuple(one.der for one in chain)
    shown = Shown(chain=ders, host=HOST, verdict=judge(ders, HOST), staple=staple)
    seeing = web or Web(dict(ROOTS_LIST))
    return await examiner(shown, seeing, told or Told(), limit_s)  # type: ignore[arg-type]


def statuses(result: Examined) -> list[tuple[RevocationSource, RevocationStatus]]:
    return [(one.source, one.status) for one in result.revocation]


BY_STAPLE, BY_OCSP, BY_CRL = (
    RevocationSource.STAPLE,
    RevocationSource.OCSP,
    RevocationSource.CRL,
)


async def test_a_good_chain_stays_as_it_is() -> None:
    own = leaf(ocsp=[OCSP])
    told = Told()

    result = await examined(own, CA, web=Responder(own), told=told)

    assert statuses(result) == [(BY_OCSP, GOOD), (BY_CRL, GOOD)]
    assert result.verdict.is_good
    assert result.verdict.problems == ()
    assert {one.purpose for one in told.retrievals} == {Purpose.OCSP, Purpose.CRL}
    assert all(one.answer and one.answer.status is GOOD for one in told.retrievals)


async def test_a_revoked_certificate_is_not_trusted() -> None:
    own = leaf(ocsp=[OCSP])

    result = await examined(own, CA, web=Responder(own, status=OCSPCertStatus.REVOKED))

    assert not result.verdict.trusted
    assert result.verdict.anchor is None
    assert result.verdict.problems == (Problem.REVOKED,)
    assert result.verdict.reasons == (f"CN={HOST} was revoked by its issuer on 2026-06-13.",)


async def test_a_revoked_intermediate_counts_as_much() -> None:
    own = leaf(ocsp=[OCSP])
    web = Responder(own, pages={ROOT_CRL: crl(ROOT, CA)})

    result = await examined(own, CA, web=web)

    assert statuses(result) == [(BY_OCSP, GOOD), (BY_CRL, REVOKED)]
    assert not result.verdict.trusted


async def test_a_staple_saves_the_question() -> None:
    own = leaf(ocsp=[OCSP])
    web = Responder(own)

    result = await examined(own, CA, web=web, staple=response(own, CA))

    assert statuses(result)[0] == (BY_STAPLE, GOOD)
    assert [one.purpose for one in web.asked] == [Purpose.CRL]


async def test_a_staple_for_another_certificate_does_not_count() -> None:
    own, other = leaf(ocsp=[OCSP]), leaf(ocsp=[OCSP])

    result = await examined(own, CA, web=Responder(own), staple=response(other, CA))

    assert statuses(result)[0] == (BY_OCSP, GOOD)


async def test_a_staple_that_is_of_no_use_is_told_where_there_is_nothing_else() -> None:
    result = await examined(leaf(), CA, staple=b"nonsense")

    assert statuses(result)[0] == (BY_STAPLE, UNKNOWN)
    assert "cannot be read" in result.revocation[0].detail or "no OCSP" in (
        result.revocation[0].detail
    )


async def test_a_staple_is_about_the_servers_own_certificate_alone() -> None:
    mute = issue("Mute", ROOT, ca=True)
    own = issue(HOST, mute, names=(HOST,))

    result = await examined(own, mute, staple=response(own, mute))

    assert statuses(result) == [(BY_STAPLE, GOOD), (RevocationSource.NONE, UNKNOWN)]


async def test_a_revoked_staple_settles_it() -> None:
    own = leaf(ocsp=[OCSP])
    stapled = response(own, CA, status=OCSPCertStatus.REVOKED)

    result = await examined(own, CA, web=Responder(own), staple=stapled)

    assert statuses(result)[0] == (BY_STAPLE, REVOKED)
    assert Problem.REVOKED in result.verdict.problems


async def test_a_responder_that_takes_no_get_gets_a_post() -> None:
    own = leaf(ocsp=[OCSP])
    web = Responder(own, takes_get=False)

    result = await examined(own, CA, web=web)

    assert statuses(result)[0] == (BY_OCSP, GOOD)
    assert [bool(one.body) for one in web.asked if one.purpose is Purpose.OCSP] == [False, True]


async def test_a_dead_responder_is_not_asked_again_and_the_list_tells() -> None:
    own = leaf(ocsp=[OCSP], crls=[CRL])
    web = Web({**ROOTS_LIST, CRL: crl(CA)})

    result = await examined(own, CA, web=web)

    assert statuses(result)[0] == (BY_CRL, GOOD)
    assert sum(one.purpose is Purpose.OCSP for one in web.asked) == 1


async def test_where_nobody_answers_the_first_failure_is_told() -> None:
    own = leaf(ocsp=[OCSP], crls=[CRL])

    result = await examined(own, CA)

    assert statuses(result)[0] == (BY_OCSP, UNKNOWN)
    assert result.revocation[0].detail == "Nothing listens there."
    assert result.verdict.problems == (Problem.REVOCATION_UNKNOWN,)
    assert result.verdict.is_good


async def test_a_directory_is_passed_over_with_a_word() -> None:
    told = Told()
    ldap = "ldap:///CN=Contoso,DC=contoso?certificateRevocationList"

    result = await examined(leaf(crls=[ldap], ocsp=["ldap://x"]), CA, told=told)

    assert statuses(result)[0][1] is UNKNOWN
    failures = [one.failure for one in told.retrievals if one.failure]
    assert ["only http" in one.detail for one in failures] == [True, True]


async def test_a_certificate_that_names_no_place_leaves_it_unknown() -> None:
    result = await examined(leaf(), CA)

    assert statuses(result)[0] == (RevocationSource.NONE, UNKNOWN)
    assert "no place to ask" in result.revocation[0].detail


async def test_an_indirect_list_is_named_as_such() -> None:
    somebody = [x509.DirectoryName(ROOT.certificate.subject)]
    uri = [x509.UniformResourceIdentifier(CRL)]
    points = x509.CRLDistributionPoints([x509.DistributionPoint(uri, None, None, somebody)])
    own = issue(HOST, CA, names=(HOST,), replace={x509.CRLDistributionPoints: points})

    result = await examined(own, CA)

    assert "indirect CRL" in result.revocation[0].detail


async def test_nobody_is_asked_about_a_chain_that_is_not_trusted() -> None:
    own = leaf(ocsp=[OCSP])
    web = Responder(own)

    result = await examined(own, CA, web=web, anchor=issue("Somebody else", ca=True))

    assert result.revocation == ()
    assert web.asked == []


async def test_nobody_is_asked_about_an_anchor() -> None:
    own = issue(HOST, names=(HOST,))
    web = Web()

    result = await examined(own, web=web, anchor=own)

    assert result.verdict.trusted
    assert (result.revocation, web.asked) == ((), [])


async def test_when_time_is_up_it_is_unknown() -> None:
    async def never(wanted: Wanted) -> Fetched:
        await anyio.sleep_forever()
        return Fetched()

    # Far less than what an examination may last at most.
    with anyio.fail_after(LONGEST_S / 2):
        result = await examined(leaf(ocsp=[OCSP]), CA, web=never, limit_s=0.2)

    assert [one.detail for one in result.revocation] == ["There was no answer in time."] * 2
    assert result.verdict.problems == (Problem.REVOCATION_UNKNOWN,)


async def test_a_missing_issuer_is_fetched_first() -> None:
    url = "http://pki.contoso.example/ca.cer"
    own = issue(HOST, CA, names=(HOST,), replace=pointing(issuers=[url], crls=[CRL]))
    web = Web({**ROOTS_LIST, url: CA.der, CRL: crl(CA, own)})

    result = await examined(own, web=web)

    assert statuses(result) == [(BY_CRL, REVOKED), (BY_CRL, GOOD)]
    assert {Problem.REVOKED, Problem.MISSING_INTERMEDIATE} == set(result.verdict.problems)
