import re
import threading
from collections.abc import Callable, Sequence

import pytest
from cryptography.hazmat.primitives import hashes

from app.certificates import NameRules, TrustStores, judge, judge_here
from app.certificates.windows.calls import Chain, CryptoApiError, Element, Request
from app.certificates.windows.judge import WindowsJudge
from app.domain.verdict import MatchedBy, Problem, Verdict
from tests.certificates.cases import EXCH, GOOD, ISSUING, ROOT, SHORT, STRANGER, answers, leaf
from tests.certificates.chains import AT, HOST, PAST, Signed, fetchable

PLACE = "Trusted Root Certification Authorities (this PC)"
WINDOWS = TrustStores.of({"system": []})
NO_MATCH = 0x800B010F
ODD = 0x80096004


def chain(*path: Signed, errors: int = 0, name_error: int = 0, each: Sequence[int] = ()) -> Chain:
    own = [*each, *[0] * len(path)]
    return Chain(
        elements=tuple(Element(der=one.der, errors=own[number]) for number, one in enumerate(path)),
        errors=errors,
        name_error=name_error,
    )


class Windows:
    """Answers out of its cache, from the network and with other anchors as told."""

    def __init__(
        self,
        cached: Chain | str,
        *,
        fetched: Chain | str | None = None,
        with_files: Chain | str | None = None,
        stores: tuple[str, ...] | str = (PLACE,),
        before_fetch: Callable[[], object] = lambda: None,
    ) -> None:
        self.requests: list[Request] = []
        self._cached = cached
        self._fetched = fetched or cached
        self._with_files = with_files or cached
        self._stores = stores
        self._before_fetch = before_fetch

    def chain(self, request: Request) -> Chain:
        self.requests.append(request)
        if request.fetch_ms:
            self._before_fetch()
            return _told(self._fetched)
        return _told(self._with_files if request.only_anchors else self._cached)

    def stores_of(self, der: bytes) -> tuple[str, ...]:
        assert der
        if isinstance(self._stores, str):
            raise CryptoApiError(self._stores)
        return self._stores


def _told(answer: Chain | str) -> Chain:
    if isinstance(answer, str):
        raise CryptoApiError(answer)
    return answer


def judged(
    windows: Windows,
    *shown: Signed | bytes,
    stores: TrustStores = WINDOWS,
    host: str = HOST,
    rules: NameRules = NameRules.OUTLOOK_2007,
    extra: Sequence[Signed] = (),
    fetch_s: float = 30,
) -> Verdict:
    return WindowsJudge(windows, fetch_s).judge(
        [each if isinstance(each, bytes) else each.der for each in shown],
        host,
        stores,
        at=AT,
        rules=rules,
        extra=[each.der for each in extra],
    )


def test_what_windows_trusts_is_trusted_and_its_store_is_named() -> None:
    windows = Windows(chain(GOOD, ISSUING, ROOT))

    verdict = judged(windows, GOOD, ISSUING)

    assert answers(verdict) == "YYY"
    assert (verdict.problems, verdict.reasons, verdict.notes) == ((), (), ())
    assert [each.subject for each in verdict.path][1:] == [
        "CN=Contoso Issuing",
        "CN=Contoso Root",
    ]
    assert verdict.anchor is not None
    assert verdict.anchor.sha256 == ROOT.certificate.fingerprint(hashes.SHA256()).hex()
    assert verdict.anchor.stores == (PLACE,)
    assert verdict.matched_by is MatchedBy.SAN


def test_windows_is_asked_once_where_its_cache_is_enough() -> None:
    windows = Windows(chain(GOOD, ISSUING, ROOT))

    judged(windows, GOOD, ISSUING, b"garbage", host="Mail.Müller.example.")

    assert windows.requests == [
        Request(leaf=GOOD.der, others=(ISSUING.der,), host="mail.xn--mller-kva.example", at=AT)
    ]


def test_an_address_is_handed_over_without_brackets() -> None:
    windows = Windows(chain(GOOD, ISSUING, ROOT))

    judged(windows, GOOD, host="[2001:db8:0::1]")

    assert windows.requests[0].host == "2001:db8::1"


@pytest.mark.parametrize(
    ("errors", "each", "problem", "reason"),
    [
        (0x8, (0, 0x8), Problem.BAD_SIGNATURE, "The signature on Contoso Issuing is wrong."),
        (
            0x4000008,
            (0x4000000,),
            Problem.BAD_SIGNATURE,
            f"The signature on {HOST} is wrong.",
        ),
        (0x4000000, (), Problem.REVOKED, f"Windows distrusts {HOST} explicitly."),
        (0x4, (), Problem.REVOKED, f"{HOST} was revoked."),
        (
            0x400,
            (0, 0x400),
            Problem.NOT_A_CA,
            "The basic constraints above Contoso Issuing do not allow it.",
        ),
        (0x10, (0x10,), Problem.WRONG_USAGE, f"{HOST} is not meant for TLS servers."),
        (
            0x8000000,
            (),
            Problem.UNHANDLED_EXTENSION,
            f"{HOST} has a critical extension that is not known.",
        ),
        (0x100, (), Problem.MALFORMED, f"An extension of {HOST} is wrong."),
        (
            0x200,
            (),
            Problem.UNHANDLED_EXTENSION,
            f"A CA demands a certificate policy that {HOST} lacks.",
        ),
        *(
            (
                bit,
                (),
                Problem.NAME_CONSTRAINT,
                f"A CA above {HOST} may not issue it for its names.",
            )
            for bit in (0x800, 0x1000, 0x2000, 0x4000, 0x8000)
        ),
        (
            0x100000,
            (),
            Problem.WEAK_SIGNATURE,
            f"The signature on {HOST} is too weak for this Windows.",
        ),
        (0x200000, (), Problem.WEAK_KEY, f"The key of {HOST} is too weak for this Windows."),
        (0x80, (), Problem.UNKNOWN_ISSUER, f"The chain above {HOST} goes in a ring."),
        (
            0x20,
            (),
            Problem.UNKNOWN_ISSUER,
            "The chain ends in Contoso Root, which is in no trust store.",
        ),
        (0x80000, (), Problem.MALFORMED, "Windows does not trust it (status 0x80000)."),
    ],
)
def test_each_bit_of_windows_has_its_problem_and_its_sentence(
    errors: int, each: tuple[int, ...], problem: Problem, reason: str
) -> None:
    windows = Windows(chain(GOOD, ISSUING, ROOT, errors=errors, each=each))

    verdict = judged(windows, GOOD, ISSUING)

    assert answers(verdict) == "nYY"
    assert problem in verdict.problems
    assert verdict.reasons == (reason,)
    assert verdict.anchor is None


@pytest.mark.parametrize("errors", [0x40, 0x1000000, 0x2000000])
def test_what_was_not_asked_about_is_left_aside(errors: int) -> None:
    windows = Windows(chain(GOOD, ISSUING, ROOT, errors=errors))

    assert answers(judged(windows, GOOD, ISSUING)) == "YYY"


@pytest.mark.parametrize("errors", [0x1, 0x2])
def test_dates_are_an_answer_of_their_own(errors: int) -> None:
    old = leaf(valid=PAST)

    verdict = judged(Windows(chain(old, ISSUING, ROOT, errors=errors)), old, ISSUING)

    assert answers(verdict) == "YnY"
    assert verdict.reasons == (f"{HOST} expired on 2026-06-10.",)


def test_windows_may_know_better_than_the_dates_that_it_shows() -> None:
    verdict = judged(Windows(chain(GOOD, ISSUING, ROOT, errors=1)), GOOD, ISSUING)

    assert answers(verdict) == "YnY"
    assert verdict.reasons == ("A certificate of the path is out of date.",)


@pytest.mark.parametrize(
    ("host", "name_error", "rules", "said", "matched_by"),
    [
        (HOST, 0, NameRules.OUTLOOK_2007, "YYY", MatchedBy.SAN),
        ("x.example", NO_MATCH, NameRules.OUTLOOK_2007, "YYn", None),
        # Windows takes what our table does not, and the other way round.
        ("x.example", 0, NameRules.OUTLOOK_2007, "YYY", None),
        (HOST, NO_MATCH, NameRules.OUTLOOK_2007, "YYn", MatchedBy.SAN),
        # It said nothing of the name.
        (HOST, ODD, NameRules.OUTLOOK_2007, "YYY", MatchedBy.SAN),
        ("x.example", ODD, NameRules.OUTLOOK_2007, "YYn", None),
        # Another client's rules.
        (HOST, NO_MATCH, NameRules.RFC_9525, "YYY", MatchedBy.SAN),
        ("x.example", 0, NameRules.RFC_9525, "YYn", None),
    ],
)
def test_windows_speaks_for_clients_of_its_own_kind(
    host: str, name_error: int, rules: NameRules, said: str, matched_by: MatchedBy | None
) -> None:
    windows = Windows(chain(GOOD, ISSUING, ROOT, name_error=name_error))

    verdict = judged(windows, GOOD, ISSUING, host=host, rules=rules)

    assert (answers(verdict), verdict.matched_by) == (said, matched_by)
    assert (Problem.NAME_MISMATCH in verdict.problems) is not verdict.name_matches


def test_a_common_name_is_told_although_windows_takes_it() -> None:
    shown = leaf(replace=SHORT)

    verdict = judged(Windows(chain(shown, ISSUING, ROOT)), shown, ISSUING)

    assert answers(verdict) == "YYY"
    assert verdict.problems == (Problem.COMMON_NAME_ONLY,)


@pytest.mark.parametrize("errors", [0x10000, 0x20, 0x10020])
def test_what_is_missing_windows_may_fetch_and_says_how_long_that_took(errors: int) -> None:
    shown = leaf(replace=fetchable())
    windows = Windows(chain(shown, errors=errors), fetched=chain(shown, ISSUING, ROOT))

    verdict = judged(windows, shown, fetch_s=30)

    assert [each.fetch_ms for each in windows.requests] == [0, 30_000]
    assert answers(verdict) == "YYY"
    assert verdict.problems == (Problem.MISSING_INTERMEDIATE,)
    (note,) = verdict.notes
    # However busy this machine is.
    looked = r"Windows looked for missing certificates on the network, which took \d+\.\d s\."
    assert re.fullmatch(looked, note)


def test_no_fetching_mends_a_bad_signature() -> None:
    windows = Windows(chain(GOOD, ISSUING, ROOT, errors=0x8))

    judged(windows, GOOD, ISSUING)

    assert len(windows.requests) == 1


def test_windows_fetches_nothing_once_somebody_else_has() -> None:
    windows = Windows(chain(GOOD, errors=0x10000))

    judged(windows, GOOD, extra=[STRANGER])

    assert [each.fetch_ms for each in windows.requests] == [0]


def test_a_fetch_that_takes_too_long_is_abandoned() -> None:
    let_go = threading.Event()
    shown = leaf(replace=fetchable())
    windows = Windows(
        chain(shown, errors=0x10000),
        fetched=chain(shown, ISSUING, ROOT),
        before_fetch=lambda: let_go.wait(60),
    )

    verdict = judged(windows, shown, fetch_s=0.01)
    let_go.set()

    assert answers(verdict) == "nYY"
    assert verdict.problems == (Problem.MISSING_INTERMEDIATE,)
    assert verdict.notes == (
        "Windows looked for missing certificates on the network, in vain after 0.0 s.",
    )


def test_a_fetch_that_fails_leaves_the_answer_of_the_cache() -> None:
    windows = Windows(chain(GOOD, errors=0x10000), fetched="CertGetCertificateChain failed.")

    verdict = judged(windows, GOOD)

    assert answers(verdict) == "nYY"
    assert "in vain" in verdict.notes[0]


def test_a_certificate_of_its_own_making_is_called_so() -> None:
    verdict = judged(
        Windows(chain(EXCH, errors=0x20)), EXCH, host="exch01.contoso.local", fetch_s=0.01
    )

    assert answers(verdict) == "nYY"
    assert verdict.problems == (Problem.SELF_SIGNED,)


def test_files_of_anchors_are_asked_after_what_windows_trusts() -> None:
    stores = TrustStores.of({"system": [], "contoso.pem": [ROOT.der]})
    windows = Windows(
        chain(GOOD, ISSUING, ROOT, errors=0x20), with_files=chain(GOOD, ISSUING, ROOT)
    )

    verdict = judged(windows, GOOD, ISSUING, stores=stores)

    assert [each.only_anchors for each in windows.requests] == [(), (), (ROOT.der,)]
    assert answers(verdict) == "YYY"
    assert verdict.anchor is not None
    assert verdict.anchor.stores == ("contoso.pem",)


def test_a_root_in_windows_and_in_a_file_has_both_names() -> None:
    stores = TrustStores.of({"system": [], "contoso.pem": [ROOT.der]})

    verdict = judged(Windows(chain(GOOD, ISSUING, ROOT)), GOOD, ISSUING, stores=stores)

    assert verdict.anchor is not None
    assert verdict.anchor.stores == (PLACE, "contoso.pem")


def test_where_neither_trusts_it_windows_own_answer_stands() -> None:
    stores = TrustStores.of({"system": [], "fabrikam.pem": [STRANGER.der]})
    windows = Windows(
        chain(GOOD, ISSUING, ROOT, errors=0x8), with_files=chain(GOOD, errors=0x10000)
    )

    verdict = judged(windows, GOOD, ISSUING, stores=stores)

    assert verdict.problems == (Problem.BAD_SIGNATURE,)


def test_without_the_system_only_the_files_count() -> None:
    stores = TrustStores.of({"fabrikam.pem": [STRANGER.der]})
    windows = Windows(chain(GOOD, ISSUING, ROOT), with_files=chain(GOOD, errors=0x10000))

    verdict = judged(windows, GOOD, ISSUING, stores=stores)

    assert not verdict.trusted
    assert [each.only_anchors for each in windows.requests] == [(STRANGER.der,)]


def test_without_any_anchor_nothing_is_trusted() -> None:
    windows = Windows(chain(GOOD, ISSUING, ROOT))

    verdict = judged(windows, GOOD, ISSUING, stores=TrustStores.of({}))

    assert answers(verdict) == "nYY"
    assert windows.requests == []


@pytest.mark.parametrize("stores", [(), "CertOpenStore failed."])
def test_a_root_that_windows_names_no_store_for_is_still_its_own(
    stores: tuple[str, ...] | str,
) -> None:
    verdict = judged(Windows(chain(GOOD, ISSUING, ROOT), stores=stores), GOOD, ISSUING)

    assert verdict.anchor is not None
    assert verdict.anchor.stores == ("Windows",)


def test_openssl_judges_where_windows_fails_and_both_are_named() -> None:
    stores = TrustStores.of({"system": [], "contoso.pem": [ROOT.der]})
    failed = "CertCreateCertificateChainEngine failed with error 0x80070057."
    windows = Windows(chain(GOOD, ISSUING, ROOT, errors=0x20), with_files=failed)

    verdict = judged(windows, GOOD, ISSUING, stores=stores)

    assert answers(verdict) == "YYY"
    assert verdict.notes == (f"Judged by OpenSSL, since Windows could not be asked: {failed}",)
    assert verdict.anchor is not None
    assert verdict.anchor.stores == ("contoso.pem",)


def test_a_path_that_only_windows_can_read_is_shown_as_far_as_it_goes() -> None:
    odd = Chain(
        elements=(Element(der=b"odd", errors=0), Element(der=ROOT.der, errors=0)),
        errors=0,
        name_error=0,
    )

    assert [each.subject for each in judged(Windows(odd), GOOD).path] == ["CN=Contoso Root"]
    nothing = Chain(elements=(), errors=0x10000, name_error=ODD)
    assert [each.subject for each in judged(Windows(nothing), GOOD).path] == [f"CN={HOST}"]


@pytest.mark.parametrize("shown", [(), (b"garbage",)])
def test_garbage_is_not_shown_to_windows(shown: tuple[bytes, ...]) -> None:
    windows = Windows(chain(GOOD))

    assert answers(judged(windows, *shown)) == "nnn"
    assert windows.requests == []


def test_each_platform_has_its_judge() -> None:
    windows = Windows(chain(GOOD, ISSUING, ROOT))

    there = judge_here("win32", windows)([GOOD.der], HOST, WINDOWS, at=AT, rules=NameRules.RFC_9525)

    assert there.trusted
    assert judge_here("linux") is judge
    assert judge_here("darwin") is judge


def test_a_time_without_a_zone_is_a_mistake_here_too() -> None:
    judging = WindowsJudge(Windows(chain(GOOD))).judge

    with pytest.raises(ValueError, match="zone"):
        judging([GOOD.der], HOST, WINDOWS, at=AT.replace(tzinfo=None), rules=NameRules.RFC_9525)
