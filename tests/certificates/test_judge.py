import threading
from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from app.certificates import NameRules, TrustStores, judge
from app.certificates.assembling import MOST_PRESENTED
from app.certificates.reading import parse
from app.certificates.refusals import Refusal, objection_of
from app.domain.verdict import MatchedBy, NameAnswer, Problem
from tests.certificates.cases import (
    BARE_ROOT,
    CASES,
    EXCH,
    GOOD,
    ISSUING,
    OLD_ISSUING,
    ROOT,
    RSA_ROOT,
    SHORT,
    STRANGER,
    Case,
    answers,
    constrained,
    judged,
    leaf,
    renewed,
    self_signed,
)
from tests.certificates.chains import (
    AT,
    DAY,
    FOR_EVER,
    HOST,
    LONG,
    PAST,
    Replacements,
    fetchable,
    in_the_year_nought,
    issue,
    key_of,
    key_usage,
    usage,
    with_old_hash,
)
from tests.certificates.rfc_cases import ANY_POLICY, RFC_CASES, authority, policies

KINDS = {**CASES, **RFC_CASES}


def test_no_two_kinds_of_chain_have_one_name() -> None:
    assert len(KINDS) == len(CASES) + len(RFC_CASES)


@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS.keys())
def test_the_three_answers_and_the_problems_are(case: Case) -> None:
    verdict = judged(case.chain, case.anchors, case.host, extra=case.extra)

    assert (answers(verdict), frozenset(verdict.problems), verdict.matched_by) == (
        case.answers,
        case.problems,
        case.matched_by,
    )


@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS.keys())
def test_each_no_has_one_sentence(case: Case) -> None:
    verdict = judged(case.chain, case.anchors, case.host, extra=case.extra)

    wanted = case.answers.count("n") if verdict.path else 1
    assert len(verdict.reasons) == wanted
    assert all(reason.endswith(".") and "\n" not in reason for reason in verdict.reasons)


@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS.keys())
def test_an_anchor_stands_only_beside_yes(case: Case) -> None:
    verdict = judged(case.chain, case.anchors, case.host, extra=case.extra)

    assert (verdict.anchor is not None) is verdict.trusted


KEY_IDENTIFIER = "authority key identifier"
NEITHER = "the server did not send and no trust store holds"


NOBODY_KNOWS = ", so that nobody knows who made it."
NOT_SHOWN = "and the certificate of that name in a trust store is not shown to have signed it."


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        (
            "self-signed",
            "EXCH01 issued this certificate to itself, and no trust store holds it.",
        ),
        (
            "unknown issuer",
            f"{HOST} was issued by Fabrikam Root, which {NEITHER}.",
        ),
        ("untrusted root sent", "The chain ends in Fabrikam Root, which is in no trust store."),
        (
            "missing intermediate",
            f"The server did not send the certificate of Contoso Issuing, which issued {HOST}.",
        ),
        ("expired", f"{HOST} expired on 2026-06-10."),
        ("not yet valid", f"{HOST} is not valid before 2026-06-20."),
        ("wrong name", f"The certificate is for mail.contoso.example, not for {HOST}."),
        ("no names", f"The certificate has no name in it, so that none fits {HOST}."),
        ("unreadable names", f"The extensions of {HOST} cannot be read."),
        ("bad signature", f"The signature on {HOST} is wrong."),
        (
            "MD5",
            f"{HOST} is signed by a broken method (md5WithRSAEncryption){NOBODY_KNOWS}",
        ),
        (
            "MD2, which nobody checks any more",
            f"{HOST} is signed by a broken method (md2WithRSAEncryption){NOBODY_KNOWS}",
        ),
        (
            "signed by a method of times to come",
            f"{HOST} was issued by Old Root, {NOT_SHOWN}",
        ),
        ("excluded", f"A CA above {HOST} may not issue certificates for its names."),
        (
            "wildcard over an excluded name",
            "Constrained must not issue certificates for *.contoso.example.",
        ),
        ("CA for mail only", "Mail only is not meant for TLS servers (extended key usage)."),
        (
            "another key named as issuer",
            f"{HOST} names another key of its issuer than the known one ({KEY_IDENTIFIER}).",
        ),
        ("nothing", "The server presented no certificate."),
        ("garbage", "The server's certificate cannot be read."),
    ],
)
def test_the_first_sentence_is(case: str, sentence: str) -> None:
    it = CASES[case]

    verdict = judged(it.chain, it.anchors, it.host, extra=it.extra)

    assert verdict.reasons[0] == sentence


def test_every_certificate_out_of_date_is_named_in_one_sentence() -> None:
    verdict = judged([leaf(valid=PAST), OLD_ISSUING])

    assert verdict.reasons == (
        f"{HOST} expired on 2026-06-10; Contoso Issuing expired on 2026-06-10.",
    )


def test_many_names_are_counted_in_the_sentence() -> None:
    names = [f"host{number}.contoso.example" for number in range(9)]

    verdict = judged([leaf(ISSUING, *names), ISSUING])

    there = ", ".join(names[:4])
    assert verdict.reasons == (f"The certificate is for {there} and 5 more, not for {HOST}.",)


@pytest.mark.parametrize(
    ("name", "problem", "sentence"),
    [
        (
            "auto*.contoso.example",
            Problem.WILDCARD_LEGACY,
            f"auto*.contoso.example in the certificate fits {HOST} only for old clients.",
        ),
        (
            None,
            Problem.COMMON_NAME_ONLY,
            f"{HOST} is only the certificate's common name, which this client does not look at.",
        ),
    ],
)
def test_rfc_9525_refuses_what_outlook_2007_takes(
    name: str | None, problem: Problem, sentence: str
) -> None:
    shown = leaf(ISSUING, name) if name else leaf(replace=SHORT)

    verdict = judged([shown, ISSUING], rules=NameRules.RFC_9525)

    assert answers(verdict) == "YYn"
    assert set(verdict.problems) == {problem, Problem.NAME_MISMATCH}
    assert verdict.reasons == (sentence,)


def test_both_eras_stand_beside_each_other_whichever_decides() -> None:
    bare = leaf(replace={x509.SubjectAlternativeName: None})

    for rules in NameRules:
        verdict = judged([bare, ISSUING], rules=rules)

        assert verdict.by_rules == (
            NameAnswer(rules="outlook-2007", matched_by=MatchedBy.COMMON_NAME, matched_name=HOST),
            NameAnswer(rules="rfc-9525"),
        )


def test_a_subject_cannot_steer_the_terminal() -> None:
    verdict = judged([issue("\x1b[2JEXCH01\n", names=(HOST,))])

    assert verdict.reasons[0].startswith("?[2JEXCH01? issued")


def test_a_subject_cannot_flood_the_line() -> None:
    units = [x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "x" * 60) for _ in range(9)]

    verdict = judged([issue(x509.Name(units), names=(HOST,), key=key_of("leaf"))])

    assert len(verdict.reasons[0]) < 160


def test_the_problems_stand_in_the_order_of_their_catalogue() -> None:
    verdict = judged(CASES["all three wrong"].chain)

    assert verdict.problems == (Problem.UNKNOWN_ISSUER, Problem.EXPIRED, Problem.NAME_MISMATCH)


def test_the_path_leads_to_an_anchor_with_the_names_of_its_stores() -> None:
    stores = TrustStores.of({"system": [STRANGER.der, ROOT.der], "my file": [ROOT.der]})

    verdict = judge([GOOD.der, ISSUING.der], HOST, stores, at=AT, rules=NameRules.OUTLOOK_2007)

    assert [each.subject for each in verdict.path] == [
        f"CN={HOST}",
        "CN=Contoso Issuing",
        "CN=Contoso Root",
    ]
    assert verdict.anchor is not None
    assert verdict.anchor.sha256 == ROOT.certificate.fingerprint(hashes.SHA256()).hex()
    assert verdict.anchor.stores == ("system", "my file")


def test_the_path_goes_as_far_as_it_can_where_nobody_trusts_it() -> None:
    sub = issue("Fabrikam Sub", STRANGER, ca=True)

    verdict = judged([leaf(sub), STRANGER, sub])

    assert [each.subject for each in verdict.path] == [
        f"CN={HOST}",
        "CN=Fabrikam Sub",
        "CN=Fabrikam Root",
    ]


def test_a_ring_of_issuers_has_an_end() -> None:
    one = issue("One", issue("Two", ca=True), ca=True)
    two = issue("Two", issue("One", ca=True), ca=True)

    verdict = judged([leaf(one), one, two])

    assert [each.subject for each in verdict.path] == [f"CN={HOST}", "CN=One", "CN=Two"]
    assert not verdict.trusted


def test_the_issuer_that_signed_is_shown_rather_than_one_of_its_name() -> None:
    other = issue("Fabrikam Root", ca=True, key=key_of("another key"))

    verdict = judged([leaf(STRANGER), other, STRANGER])

    assert verdict.path[1].der == STRANGER.der


@pytest.mark.parametrize("years", [-30, 0, 30])
def test_the_given_day_counts_and_not_the_clock(years: int) -> None:
    day = AT + years * 365 * DAY
    root = issue("Of that time", ca=True, valid=(day - DAY, day + DAY))
    # Two roots of one name and key, and only the one of that day is in date.
    twin = issue("Of that time", ca=True, valid=(day + 9 * DAY, day + 10 * DAY))
    shown = leaf(root, valid=(day - DAY, day + DAY))

    verdict = judged([shown], [twin, root], at=day)

    assert answers(verdict) == "YYY"


def test_the_same_stores_serve_any_day() -> None:
    twins = [
        issue("Contoso Root", ca=True, valid=(AT + days * DAY, AT + (days + 10) * DAY))
        for days in (0, 10, 20)
    ]
    stores = TrustStores.of({"system": [twin.der for twin in twins]})
    shown = leaf(ROOT, valid=LONG)

    found = [
        judge([shown.der], HOST, stores, at=AT + days * DAY, rules=NameRules.OUTLOOK_2007)
        for days in (25, 5, 15)
    ]

    assert [verdict.path[-1].der for verdict in found] == [twins[2].der, twins[0].der, twins[1].der]


@pytest.mark.parametrize("turn", [1, -1])
def test_openssl_is_told_the_day_in_its_own_zone(turn: int) -> None:
    # SHA-1, so that the other verifier cannot help.
    shown = with_old_hash(leaf(RSA_ROOT), RSA_ROOT, hashes.SHA1())  # noqa: S303
    hour = timedelta(hours=1)
    now = issue("Old Root", ca=True, key=RSA_ROOT.key, valid=(AT - hour, AT + hour))
    later = issue("Old Root", ca=True, key=RSA_ROOT.key, valid=(AT + 2 * hour, AT + DAY))

    verdict = judged([shown], [now, later][::turn], at=AT.astimezone(timezone(timedelta(hours=14))))

    assert answers(verdict) == "YYY"
    assert verdict.path[1].der == now.der


def test_parts_of_a_second_do_not_count() -> None:
    shown = leaf(valid=(AT - DAY, AT))

    within = judged([shown, ISSUING], at=AT + timedelta(microseconds=999_999))
    beyond = judged([shown, ISSUING], at=AT + timedelta(seconds=1))

    assert (answers(within), answers(beyond)) == ("YYY", "YnY")


@pytest.mark.parametrize(
    ("moment", "problem"),
    [
        (datetime.min.replace(tzinfo=UTC), Problem.NOT_YET_VALID),
        (datetime(1900, 1, 1, tzinfo=UTC), Problem.NOT_YET_VALID),
        (datetime.max.replace(tzinfo=UTC), Problem.EXPIRED),
    ],
)
@pytest.mark.parametrize("hours", [-12, 0, 14])
def test_any_day_in_any_zone_can_be_judged_for(
    moment: datetime, problem: Problem, hours: int
) -> None:
    at = moment.replace(tzinfo=timezone(timedelta(hours=hours)))

    verdict = judged([GOOD, ISSUING], at=at)

    assert answers(verdict) == "YnY"
    assert verdict.problems == (problem,)


def test_what_is_in_date_has_not_expired() -> None:
    at = leaf(valid=(AT - DAY, AT))

    assert judged([at, ISSUING], at=AT + timedelta(milliseconds=500)).problems == (
        Problem.EXPIRES_SOON,
    )


def test_a_zone_that_knows_no_time_is_a_mistake_of_the_caller() -> None:
    class Nowhere(tzinfo):
        def utcoffset(self, _: datetime | None) -> None:
            return None

        def dst(self, _: datetime | None) -> None:
            return None

        def tzname(self, _: datetime | None) -> str:
            return "nowhere"

    with pytest.raises(ValueError, match="zone"):
        judged([GOOD, ISSUING], at=AT.replace(tzinfo=Nowhere()))


def test_a_day_without_a_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="zone"):
        judged([GOOD, ISSUING], at=AT.replace(tzinfo=None))


def test_an_rsa_key_that_windows_refuses_is_not_trusted() -> None:
    # Nobody has that key: the library no longer makes such short ones, but it reads them.
    public = rsa.RSAPublicNumbers(65537, (1 << 1022) + 111).public_key()

    verdict = judged([issue(HOST, ROOT, names=(HOST,), public=public)])

    assert answers(verdict) == "nYY"
    assert verdict.problems == (Problem.WEAK_KEY,)
    assert verdict.reasons == (
        f"The RSA key of {HOST} has only 1023 bits; Windows wants 1024 at least.",
    )


def test_certificates_beyond_the_most_are_not_looked_at() -> None:
    verdict = judged([GOOD, *[STRANGER] * (MOST_PRESENTED - 1), ISSUING])

    assert len(verdict.presented) == MOST_PRESENTED
    assert not verdict.trusted


def test_many_ways_up_do_not_take_for_ever() -> None:
    # Each of them could be the issuer of any other.
    maze = [issue("Maze", issue("Maze", ca=True), ca=True) for _ in range(MOST_PRESENTED)]
    maze = [
        issue("Maze", maze[0], ca=True, key=key_of(f"maze {number}"))
        for number in range(MOST_PRESENTED - 1)
    ]

    verdict = judged([leaf(maze[0]), *maze], [ROOT])

    assert not verdict.trusted


@pytest.mark.parametrize(
    "host", ["", ".", "*", "a" * 300, "ex\0ch", "\ud800", "\u0378.example", "[::1"]
)
def test_a_host_that_is_none_matches_nothing(host: str) -> None:
    verdict = judged([GOOD, ISSUING], host=host)

    assert answers(verdict) == "YYn"


def test_several_threads_judge_against_the_same_stores() -> None:
    stores = TrustStores.of({"system": [ROOT.der]})
    cases = [CASES["good"], CASES["expired"], CASES["untrusted root sent"], CASES["bad signature"]]
    wrong: list[str] = []

    def work() -> None:
        for case in cases * 20:
            chain = [each if isinstance(each, bytes) else each.der for each in case.chain]
            verdict = judge(chain, HOST, stores, at=AT, rules=NameRules.OUTLOOK_2007)
            if answers(verdict) != case.answers:
                wrong.append(answers(verdict))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_odd_certificates_cause_no_warning(recwarn: pytest.WarningsRecorder) -> None:
    odd = issue(HOST, ROOT, names=(HOST,)).der
    serial = x509.load_der_x509_certificate(odd).serial_number.to_bytes(20, "big").lstrip(b"\0")
    negative = odd.replace(serial, b"\xff" + serial[1:])

    judged([negative, ROOT], [issue("x", ca=True)])

    assert not recwarn.list


def test_openssl_without_a_word_about_which_certificate_it_means() -> None:
    # An issuer whose kind of key nobody knows: OpenSSL gives up before it looks at any signature.
    ec_public_key = bytes.fromhex("06072a8648ce3d0201")
    strange = ISSUING.der.replace(ec_public_key, bytes.fromhex("0607008648ce3d0201"))

    assert not judged([strange, ISSUING]).trusted
    assert not judged([GOOD, strange]).trusted


def test_dates_that_cannot_be_read_are_not_in_date() -> None:
    odd = in_the_year_nought(self_signed(FOR_EVER))
    stores = TrustStores.of({"system": [odd]})

    verdict = judge([odd], "exch01", stores, at=AT, rules=NameRules.OUTLOOK_2007)

    assert answers(verdict) == "YnY"
    assert set(verdict.problems) == {Problem.SELF_SIGNED, Problem.MALFORMED}
    assert verdict.reasons == ("EXCH01 has dates that cannot be read.",)


def test_a_refusal_that_nobody_foresaw_is_told_in_openssls_words() -> None:
    parsed = parse(GOOD.der)
    assert parsed is not None

    found = objection_of(Refusal(code=999, depth=7, text="odd thing"), [parsed], top_is_held=False)

    assert found.problem is Problem.MALFORMED
    assert found.reason == f"{HOST} was refused: odd thing."


MAY_NOT_ISSUE: dict[str, Replacements] = {
    "no CA": {x509.BasicConstraints: x509.BasicConstraints(ca=False, path_length=None)},
    "not signing": {x509.KeyUsage: key_usage(digital_signature=True)},
    "for mail": {x509.ExtendedKeyUsage: usage(ExtendedKeyUsageOID.EMAIL_PROTECTION)},
}


@pytest.mark.parametrize("what", MAY_NOT_ISSUE.values(), ids=MAY_NOT_ISSUE.keys())
def test_the_second_verifier_passes_over_issuers_that_may_not_issue(what: Replacements) -> None:
    shared = key_of("Twin")
    wrong = issue("Twin", ROOT, ca=True, key=shared, replace=what)
    right = issue("Twin", ROOT, ca=True, key=shared, valid=(AT - 50 * DAY, AT + 50 * DAY))

    for order in ([wrong, right], [right, wrong]):
        verdict = judged([leaf(right), *order])

        assert answers(verdict) == "YYY"
        assert verdict.path[1].der == right.der


def test_another_way_up_is_found_for_an_expired_certificate_too() -> None:
    chain, anchors = renewed()

    verdict = judged([issue(HOST, chain[2], names=(HOST,), valid=PAST), *chain[1:]], anchors)

    assert answers(verdict) == "YnY"
    assert verdict.path[1].der == chain[2].der


DEMANDING = authority(
    "Demanding",
    {
        x509.PolicyConstraints: x509.PolicyConstraints(0, 0),
        x509.InhibitAnyPolicy: x509.InhibitAnyPolicy(1),
        **policies(ANY_POLICY),
    },
)
SEEDS = [
    GOOD.der,
    ISSUING.der,
    EXCH.der,
    constrained(permitted=("contoso.example",), excluded=("10.0.0.0/8",)).der,
    leaf(replace=fetchable(), kind="1024").der,
    BARE_ROOT.der,
    leaf(BARE_ROOT).der,
    DEMANDING.der,
    leaf(DEMANDING, replace=policies(ANY_POLICY)).der,
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A certificate with a few bytes changed, cut out or put in, or cut off."""
    der = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(0, len(der) - 1)))
        match draw(st.sampled_from(("change", "cut", "insert", "truncate"))):
            case "change":
                der[place : place + 1] = draw(st.binary(min_size=1, max_size=1))
            case "cut":
                del der[place : place + draw(st.integers(1, 8))]
            case "insert":
                der[place:place] = draw(st.binary(max_size=8))
            case _:
                del der[place:]
    return bytes(der)


FUZZ_STORES = TrustStores.of({"system": [ROOT.der, EXCH.der, BARE_ROOT.der]})


@settings(max_examples=300, deadline=None)
@given(
    chain=st.lists(st.one_of(mutated(), st.sampled_from(SEEDS), st.binary(max_size=64)), max_size=4)
)
def test_nothing_that_a_server_presents_raises(chain: list[bytes]) -> None:
    verdict = judge(chain, HOST, FUZZ_STORES, at=AT, rules=NameRules.OUTLOOK_2007)

    assert len(verdict.presented) == len(chain)
    assert verdict.is_good <= (not verdict.reasons)


@settings(max_examples=300, deadline=None)
@given(der=mutated())
def test_a_changed_certificate_is_never_trusted(der: bytes) -> None:
    verdict = judge([der, ISSUING.der], HOST, FUZZ_STORES, at=AT, rules=NameRules.OUTLOOK_2007)

    assert not verdict.trusted or der in SEEDS


@pytest.mark.parametrize("size", range(0, len(GOOD.der), 7))
def test_a_truncated_certificate_is_no_certificate(size: int) -> None:
    verdict = judged([GOOD.der[:size], ISSUING])

    assert answers(verdict) == "nnn"
