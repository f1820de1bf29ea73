"""Missing issuers are fetched until there is a path, and not one step further."""

import anyio
import pytest

from app.certificates import Examiner
from app.certificates.completion import MOST_LEVELS
from app.domain.examination import Examined, Shown
from app.domain.retrieval import Fetched, Wanted
from app.domain.verdict import Problem
from tests.certificates.chains import HOST, Signed, issue
from tests.certificates.fetching import Told, Web, judging, pointing

pytestmark = pytest.mark.anyio

HERE = "http://pki.contoso.example"
ROOT = issue("Contoso Root", ca=True)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def below(by: Signed, url: str, name: str = "", **more: object) -> Signed:
    """Issue a certificate that says where its issuer's lies; a leaf unless it has a name."""
    return issue(
        name or HOST,
        by,
        ca=bool(name),
        names=() if name else (HOST,),
        replace=pointing(issuers=[url, *more.pop("and_urls", ())]),  # type: ignore[misc]
        **more,  # type: ignore[arg-type]
    )


async def examined(
    *chain: Signed,
    web: object,
    told: Told | None = None,
    fetches: bool = True,
    limit_s: float = 5.0,
) -> Examined:
    judge = judging(ROOT, HOST)
    examiner = Examiner(judge, fetches_intermediates=fetches)
    ders = tuple(one.der for one in chain)
    shown = Shown(chain=ders, host=HOST, verdict=judge(ders, HOST))
    return await examiner(shown, web, told or Told(), limit_s)  # type: ignore[arg-type]


async def test_a_fetched_issuer_makes_the_chain_trusted_and_the_fault_stays() -> None:
    issuing = issue("Contoso Issuing", ROOT, ca=True)
    told = Told()

    result = await examined(
        below(issuing, f"{HERE}/a"), web=Web({f"{HERE}/a": issuing.der}), told=told
    )

    assert result.verdict.trusted
    assert result.verdict.problems == (Problem.MISSING_INTERMEDIATE,)
    (retrieval,) = told.retrievals
    assert (retrieval.url, retrieval.about) == (f"{HERE}/a", f"CN={HOST}")
    assert retrieval.subjects == ("CN=Contoso Issuing",)
    assert (retrieval.size, retrieval.failure) == (len(issuing.der), None)


async def test_issuers_are_fetched_one_above_the_other() -> None:
    upper = issue("Upper", ROOT, ca=True)
    lower = below(upper, f"{HERE}/upper", "Lower")
    web = Web({f"{HERE}/upper": upper.der, f"{HERE}/lower": lower.der})

    result = await examined(below(lower, f"{HERE}/lower"), web=web)

    assert result.verdict.trusted
    assert [one.url for one in web.asked] == [f"{HERE}/lower", f"{HERE}/upper"]


async def test_a_tower_of_issuers_has_an_end() -> None:
    tower = [ROOT]
    for level in range(MOST_LEVELS + 2):
        tower.append(below(tower[-1], f"{HERE}/{level}", f"Level {level}"))
    web = Web({f"{HERE}/{level}": tower[level].der for level in range(1, len(tower))})

    result = await examined(below(tower[-1], f"{HERE}/{len(tower) - 1}"), web=web)

    assert not result.verdict.trusted
    assert len(web.asked) == MOST_LEVELS


async def test_issuers_that_point_at_each_other_are_left() -> None:
    first, second = issue("First", ca=True), issue("Second", ca=True)
    one = below(second, f"{HERE}/second", "First", key=first.key)
    two = below(one, f"{HERE}/first", "Second", key=second.key)
    web = Web({f"{HERE}/first": one.der, f"{HERE}/second": two.der})

    result = await examined(below(one, f"{HERE}/first"), web=web)

    assert not result.verdict.trusted
    assert len(web.asked) <= 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>not found</html>", "no certificate"),
        (b"", "no certificate"),
        (issue("Somebody else", ca=True).der, "not the issuer's"),
        (None, "Nothing listens there"),
    ],
    ids=["a page", "nothing", "another certificate", "refused"],
)
async def test_what_is_no_issuer_leaves_the_verdict_and_says_so(
    content: bytes | None, said: str
) -> None:
    issuing = issue("Contoso Issuing", ROOT, ca=True)
    told = Told()
    pages = {} if content is None else {f"{HERE}/a": content}

    result = await examined(below(issuing, f"{HERE}/a"), web=Web(pages), told=told)

    assert not result.verdict.trusted
    assert Problem.MISSING_INTERMEDIATE in result.verdict.problems
    (retrieval,) = told.retrievals
    assert retrieval.failure
    assert said in retrieval.failure.detail


@pytest.mark.parametrize("url", ["ldap:///CN=CA,DC=contoso?cACertificate", "https://a/b", "x y"])
async def test_what_is_not_http_is_passed_over_with_a_word(url: str) -> None:
    issuing = issue("Contoso Issuing", ROOT, ca=True)
    web, told = Web({f"{HERE}/a": issuing.der}), Told()

    result = await examined(below(issuing, url, and_urls=[f"{HERE}/a"]), web=web, told=told)

    assert result.verdict.trusted
    assert [one.url for one in web.asked] == [f"{HERE}/a"]
    passed_over, came = told.retrievals
    assert passed_over.failure
    assert "only http" in passed_over.failure.detail
    assert came.failure is None


async def test_the_second_place_is_asked_where_the_first_is_dead() -> None:
    issuing = issue("Contoso Issuing", ROOT, ca=True)
    web = Web({f"{HERE}/b": issuing.der})

    result = await examined(below(issuing, f"{HERE}/a", and_urls=[f"{HERE}/b"]), web=web)

    assert result.verdict.trusted


async def test_nothing_more_is_fetched_once_the_chain_is_trusted() -> None:
    anchor = issue("Pointing Root", ca=True, replace=pointing(issuers=[f"{HERE}/root"]))
    issuing = issue("Contoso Issuing", anchor, ca=True)
    web = Web({f"{HERE}/a": issuing.der})
    judge = judging(anchor, HOST)
    own = below(issuing, f"{HERE}/a").der
    shown = Shown(chain=(own,), host=HOST, verdict=judge((own,), HOST))

    result = await Examiner(judge, fetches_intermediates=True)(shown, web, Told(), 5.0)

    assert result.verdict.trusted
    assert [one.url for one in web.asked] == [f"{HERE}/a"]


async def test_a_fetched_root_that_nobody_trusts_is_worth_nothing() -> None:
    stranger = issue("Nobody Knows", ca=True)

    result = await examined(below(stranger, f"{HERE}/a"), web=Web({f"{HERE}/a": stranger.der}))

    assert not result.verdict.trusted
    assert Problem.UNKNOWN_ISSUER in result.verdict.problems


async def test_an_issuer_that_did_not_sign_it_is_worth_nothing() -> None:
    issuing = issue("Contoso Issuing", ROOT, ca=True)
    twin = issue("Contoso Issuing", ROOT, ca=True, key=issue("Another key").key)

    result = await examined(below(issuing, f"{HERE}/a"), web=Web({f"{HERE}/a": twin.der}))

    assert not result.verdict.trusted


async def test_a_client_that_does_not_fetch_asks_nobody() -> None:
    issuing = issue("Contoso Issuing", ROOT, ca=True)
    web = Web({f"{HERE}/a": issuing.der})

    result = await examined(below(issuing, f"{HERE}/a"), web=web, fetches=False)

    assert not result.verdict.trusted
    assert not web.asked


async def test_nobody_is_asked_where_the_chain_is_whole() -> None:
    issuing = issue("Contoso Issuing", ROOT, ca=True)
    web = Web()

    result = await examined(below(issuing, f"{HERE}/a"), issuing, web=web)

    assert result.verdict.trusted
    assert not web.asked


async def test_when_time_is_up_the_verdict_stands_as_it_is() -> None:
    async def never(wanted: Wanted) -> Fetched:
        await anyio.sleep_forever()
        return Fetched()

    issuing = issue("Contoso Issuing", ROOT, ca=True)

    result = await examined(below(issuing, f"{HERE}/a"), web=never, limit_s=0.01)

    assert Problem.MISSING_INTERMEDIATE in result.verdict.problems
