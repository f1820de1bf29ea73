"""Service connection points and pointers, in words."""

from datetime import UTC, datetime

import pytest

from app.domain.events import PointsChosen
from app.domain.rows import PointerState, PointState, Turn
from app.domain.scp import PointerReason, PointReason, ScpChoice, ScpPointer, ServicePoint
from app.wording import Mark, point_reason
from app.wording.points import point_line, pointer_line, points_line

URL = "https://exch01.contoso.local/Autodiscover/Autodiscover.xml"
CREATED = datetime(2007, 5, 10, 9, 30, tzinfo=UTC)


def point(
    reason: PointReason = PointReason.IN_SITE,
    *,
    rank: int = 1,
    url: str = URL,
    sites: tuple[str, ...] = ("Paris", "Lyon"),
    created: datetime | None = CREATED,
) -> ServicePoint:
    return ServicePoint(
        name="CN=EXCH01,CN=Autodiscover",
        url=url,
        sites=sites,
        created=created,
        rank=rank,
        reason=reason,
    )


def pointer(reason: PointerReason, *domains: str, url: str = "LDAP://dc2") -> ScpPointer:
    return ScpPointer(name="CN=Partner,CN=x", url=url, domains=domains, created=None, reason=reason)


@pytest.mark.parametrize(
    ("turn", "over", "end", "mark"),
    [
        (Turn.TO_COME, False, "still to come", Mark.SKIPPED),
        (Turn.TO_COME, True, "never reached", Mark.SKIPPED),
        (Turn.ASKED, False, "asked", Mark.INFORMATION),
        (Turn.NOT_REACHED, False, "never reached", Mark.SKIPPED),
        (Turn.NEVER, False, "not asked", Mark.SKIPPED),
    ],
)
def test_a_point_tells_server_url_rank_sites_age_and_turn(
    turn: Turn, over: bool, end: str, mark: Mark
) -> None:
    line = point_line(PointState(point=point(), turn=turn), over=over)

    assert line.what == f"EXCH01: {URL}"
    assert line.verdict == (
        f"rank 1: for the site of this PC (Paris, Lyon), created 2007-05-10; {end}"
    )
    assert line.mark is mark


@pytest.mark.parametrize(
    ("reason", "mark"),
    [
        (PointReason.DUPLICATE, Mark.SKIPPED),
        (PointReason.NO_URL, Mark.WARNING),
        (PointReason.NOT_HTTPS, Mark.WARNING),
        (PointReason.MALFORMED_URL, Mark.WARNING),
        (PointReason.UNKNOWN_KEYWORDS, Mark.WARNING),
    ],
)
def test_a_point_that_is_passed_over_says_why(reason: PointReason, mark: Mark) -> None:
    passed = point(reason, rank=0, url="", sites=(), created=None)

    line = point_line(PointState(point=passed, turn=Turn.NEVER), over=True)

    assert line.what == "EXCH01"
    assert line.verdict == f"passed over: {point_reason(reason)}"
    assert line.mark is mark


def test_every_reason_has_words_of_its_own() -> None:
    assert len({point_reason(reason) for reason in PointReason}) == len(PointReason)


@pytest.mark.parametrize(
    ("reason", "turn", "text", "mark"),
    [
        ("domain-matches", Turn.ASKED, "for a.x: that directory is asked instead", "information"),
        ("domain-matches", Turn.NEVER, "for a.x: an older pointer counts", "skipped"),
        ("domain-matches", Turn.NOT_REACHED, "for a.x: never asked", "skipped"),
        ("fall-back", Turn.ASKED, "asked, since there is no URL here", "information"),
        ("fall-back", Turn.NEVER, "only for where there is no URL: not asked", "skipped"),
        ("other-domain", Turn.NEVER, "for a.x: not asked", "skipped"),
        ("no-target", Turn.NEVER, "names no directory: not asked", "warning"),
    ],
)
def test_a_pointer_tells_what_it_means_for_this_address(
    reason: str, turn: Turn, text: str, mark: str
) -> None:
    line = pointer_line(PointerState(pointer=pointer(PointerReason(reason), "a.x"), turn=turn))

    assert line.what == "Pointer Partner: LDAP://dc2"
    assert (line.verdict, line.mark) == (text, mark)


def test_a_pointer_without_domain_and_target_is_told_too() -> None:
    stray = PointerState(pointer=pointer(PointerReason.OTHER_DOMAIN, url=""), turn=Turn.NEVER)

    line = pointer_line(stray)

    assert (line.what, line.verdict) == ("Pointer Partner", "for something else: not asked")


PASSED = point(PointReason.DUPLICATE, rank=0)
TO_DC2 = pointer(PointerReason.FALL_BACK)


@pytest.mark.parametrize(
    ("choice", "text", "mark"),
    [
        (ScpChoice(site=None), "none; the AD site of this PC is not known", Mark.WARNING),
        (
            ScpChoice(site="", chosen=(point(), point()), passed_over=(PASSED,)),
            "2 to ask, 1 passed over; this PC is in no AD site",
            Mark.INFORMATION,
        ),
        (
            ScpChoice(site="Paris", pointers=(TO_DC2, TO_DC2), follow=TO_DC2),
            "2 pointers; this PC is in site Paris",
            Mark.INFORMATION,
        ),
        (
            ScpChoice(site="Paris", passed_over=(PASSED,), pointers=(TO_DC2,)),
            "1 passed over, 1 pointer; this PC is in site Paris",
            Mark.WARNING,
        ),
    ],
)
def test_a_directory_tells_how_many_it_holds_and_for_which_site(
    choice: ScpChoice, text: str, mark: Mark
) -> None:
    line = points_line(PointsChosen(directory="ldap://dc1", choice=choice))

    assert line.what == "Service connection points of ldap://dc1"
    assert (line.verdict, line.mark) == (text, mark)
