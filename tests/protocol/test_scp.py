from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.attempts import Entry
from app.domain.failures import Failure
from app.domain.scp import PointerReason, PointReason, ScpChoice
from app.protocol.scp import (
    ATTRIBUTES,
    FILTER,
    POINTER_GUID,
    URL_GUID,
    choose,
    created_at,
    pointer_target,
)

OLD = "20070101000000.0Z"
YOUNG = "20090101000000.0Z"


def url_of(host: str) -> str:
    return f"https://{host}/autodiscover/autodiscover.xml"


def entry(name: str, keywords: Sequence[str], bindings: Sequence[str], created: str = OLD) -> Entry:
    return Entry(
        name=f"CN={name}",
        attributes=(
            ("keywords", tuple(keywords)),
            ("servicebindinginformation", tuple(bindings)),
            ("whencreated", (created,) if created else ()),
        ),
    )


def point(
    name: str, *sites: str, created: str = OLD, url: str | None = None, guid: str = URL_GUID
) -> Entry:
    binding = url_of(name) if url is None else url
    return entry(name, [guid, *(f"Site={site}" for site in sites)], [binding], created)


def pointer(name: str, *domains: str, created: str = OLD, url: str = "LDAP://dc") -> Entry:
    return entry(name, [POINTER_GUID, *(f"Domain={one}" for one in domains)], [url], created)


def order(choice: ScpChoice) -> list[tuple[str, int, str]]:
    return [(one.name.removeprefix("CN="), one.rank, one.reason) for one in choice.chosen]


def passed_over(choice: ScpChoice) -> list[tuple[str, str]]:
    return [(one.name.removeprefix("CN="), one.reason) for one in choice.passed_over]


def test_the_search_asks_for_both_guids() -> None:
    assert FILTER == (
        "(&(objectClass=serviceConnectionPoint)"
        "(|(keywords=67661d7F-8FC4-4fa7-BFAC-E1D7794C1F68)"
        "(keywords=77378F46-2C66-4aa9-A6A6-3E7A48B19596)))"
    )
    assert ATTRIBUTES == ("keywords", "serviceBindingInformation", "whenCreated")


def test_a_directory_without_objects_gives_nothing() -> None:
    assert choose((), "Berlin") == ScpChoice(site="Berlin")


def test_in_site_comes_before_no_site_before_other_sites() -> None:
    entries = [
        point("other", "Paris", created=OLD),
        point("free", created=OLD),
        point("here", "Paris", "berlin", created=YOUNG),
    ]

    assert order(choose(entries, "Berlin")) == [
        ("here", 1, "in-site"),
        ("free", 2, "no-site-scope"),
        ("other", 3, "other-site"),
    ]


def test_of_two_in_site_the_older_is_asked_first() -> None:
    entries = [
        point("younger", "Berlin", created=YOUNG),
        point("undated", "Berlin", created=""),
        point("misdated", "Berlin", created="yesterday"),
        point("older", "Berlin", created=OLD),
    ]

    names = [name for name, _, _ in order(choose(entries, "Berlin"))]

    assert names == ["older", "younger", "misdated", "undated"]


def test_without_the_pc_s_site_age_alone_decides_and_it_says_so() -> None:
    choice = choose([point("young", "Berlin", created=YOUNG), point("old", "Paris")], None)

    assert choice.site is None
    assert order(choice) == [("old", 2, "site-unknown"), ("young", 2, "site-unknown")]


@pytest.mark.parametrize("site", ["", "  "])
def test_a_pc_in_no_site_takes_the_points_for_every_site_first(site: str) -> None:
    choice = choose([point("scoped", "Berlin"), point("free", created=YOUNG)], site)

    assert choice.site == ""
    assert order(choice) == [("free", 2, "no-site-scope"), ("scoped", 3, "other-site")]


def test_a_known_site_is_told_back() -> None:
    choice = choose([point("a", "Berlin", "Athen")], " BERLIN ")

    assert choice.site == "BERLIN"
    assert choice.chosen[0].sites == ("Athen", "Berlin")
    assert choice.chosen[0].created == datetime(2007, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("guid", [URL_GUID.upper(), URL_GUID.lower(), f" {URL_GUID} "])
def test_the_guid_is_recognised_in_any_case(guid: str) -> None:
    assert choose([point("a", guid=guid)], "").urls == (url_of("a"),)


def test_site_is_recognised_in_any_case_and_empty_it_says_nothing() -> None:
    here = entry("here", [URL_GUID, "SITE = Berlin"], [url_of("here")])
    free = entry("free", [URL_GUID, "Site=", "Site= "], [url_of("free")])

    assert [reason for _, _, reason in order(choose([here, free], "Berlin"))] == [
        "in-site",
        "no-site-scope",
    ]


def test_a_netbios_host_is_used_as_stored() -> None:
    url = "https://EXCH01/Autodiscover/Autodiscover.xml"

    assert choose([point("a", url=url)], "").urls == (url,)


def test_the_same_url_in_another_case_is_asked_once_at_its_best_rank() -> None:
    entries = [
        point("far", "Paris", url="https://MAIL.contoso.example/x"),
        point("near", "Berlin", url="https://mail.contoso.example/X", created=YOUNG),
    ]
    choice = choose(entries, "Berlin")

    assert order(choice) == [("near", 1, "in-site")]
    assert passed_over(choice) == [("far", "duplicate")]
    assert choice.passed_over[0].rank == 0


def test_no_more_than_fifty_urls_are_asked_and_the_others_are_told() -> None:
    choice = choose([point(f"host{number:03}") for number in range(53)], "")

    assert len(choice.urls) == 50
    assert passed_over(choice) == [(f"host{number:03}", "beyond-limit") for number in (50, 51, 52)]
    assert {one.rank for one in choice.passed_over} == {0}


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", PointReason.NO_URL),
        ("  ", PointReason.NO_URL),
        ("exch01", PointReason.MALFORMED_URL),
        ("https://", PointReason.MALFORMED_URL),
        ("https://a b/", PointReason.MALFORMED_URL),
        ("https://ann@mail.contoso.example/", PointReason.MALFORMED_URL),
        ("https://mail.contoso.example:http/", PointReason.MALFORMED_URL),
        ("LDAP://dc01", PointReason.MALFORMED_URL),
        ("https://x/" + "y" * 3000, PointReason.MALFORMED_URL),
        ("http://exch01/autodiscover/autodiscover.xml", PointReason.NOT_HTTPS),
    ],
)
def test_a_bad_binding_is_passed_over_and_says_why(url: str, reason: PointReason) -> None:
    choice = choose([point("bad", "Berlin", url=url), point("good")], "Berlin")

    assert order(choice) == [("good", 2, "no-site-scope")]
    assert passed_over(choice) == [("bad", reason)]
    assert choice.passed_over[0].url == url.strip()
    assert choice.passed_over[0].sites == ("Berlin",)


def test_an_object_without_any_attribute_is_passed_over() -> None:
    choice = choose([Entry(name="CN=bare", attributes=())], "Berlin")

    assert passed_over(choice) == [("bare", "unknown-keywords")]


def test_an_object_with_two_urls_gives_two() -> None:
    two = entry("two", [URL_GUID], [url_of("b"), url_of("a"), ""])

    assert choose([two], "").urls == (url_of("a"), url_of("b"))


def test_a_pointer_for_the_domain_wins_over_every_url() -> None:
    entries = [
        point("here", "Berlin"),
        pointer("hosted", "other.example", "Contoso.EXAMPLE", url="LDAP://dc2.contoso.example"),
    ]

    choice = choose(entries, "Berlin", "contoso.example")

    assert choice.follow is not None
    assert choice.follow.url == "LDAP://dc2.contoso.example"
    assert choice.follow.reason is PointerReason.DOMAIN_MATCHES
    assert choice.follow.domains == ("Contoso.EXAMPLE", "other.example")
    assert choice.urls == (url_of("here"),)


@pytest.mark.parametrize("domain", ["", "example", "emea.contoso.example"])
def test_a_pointer_for_another_domain_is_told_and_not_followed(domain: str) -> None:
    choice = choose([pointer("p", "contoso.example")], "", domain)

    assert [one.reason for one in choice.pointers] == [PointerReason.OTHER_DOMAIN]
    assert choice.follow is None


def test_a_pointer_with_a_further_keyword_is_no_fall_back() -> None:
    choice = choose([entry("p", [POINTER_GUID, "Tier=2"], ["LDAP://dc"])], "", "contoso.example")

    assert [one.reason for one in choice.pointers] == [PointerReason.OTHER_DOMAIN]
    assert choice.follow is None


def test_a_pointer_alone_stands_in_where_there_is_no_url() -> None:
    choice = choose([pointer("young", created=YOUNG), pointer("old")], "", "contoso.example")

    assert choice.follow is not None
    assert (choice.follow.name, choice.follow.reason) == ("CN=old", PointerReason.FALL_BACK)
    assert [one.name for one in choice.pointers] == ["CN=old", "CN=young"]
    assert choice.passed_over == ()


def test_a_fall_back_is_not_followed_where_there_is_a_url() -> None:
    choice = choose([pointer("p"), point("a", "Paris")], "Berlin")

    assert choice.follow is None
    assert [one.reason for one in choice.pointers] == [PointerReason.FALL_BACK]


def test_a_fall_back_is_followed_where_every_url_is_bad() -> None:
    choice = choose([pointer("p"), point("a", url="")], "Berlin")

    assert choice.follow is not None


def test_a_matching_pointer_wins_over_an_older_fall_back() -> None:
    entries = [pointer("fall-back"), pointer("match", "contoso.example", created=YOUNG)]

    choice = choose(entries, "", "contoso.example")

    assert choice.follow is not None
    assert choice.follow.name == "CN=match"


def test_a_pointer_to_nowhere_is_told_and_not_followed() -> None:
    choice = choose([pointer("p", url=""), pointer("q", "b.example", url=" ")], "", "b.example")

    assert [one.reason for one in choice.pointers] == [PointerReason.NO_TARGET] * 2
    assert choice.follow is None


def test_an_object_with_both_guids_is_both() -> None:
    both = entry("both", [URL_GUID, POINTER_GUID], [url_of("both")])

    choice = choose([both], "")

    assert choice.urls == (url_of("both"),)
    assert len(choice.pointers) == 1


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20070510123456.0Z", datetime(2007, 5, 10, 12, 34, 56, tzinfo=UTC)),
        ("20070510123456Z", datetime(2007, 5, 10, 12, 34, 56, tzinfo=UTC)),
        (" 200705101234Z ", datetime(2007, 5, 10, 12, 34, tzinfo=UTC)),
        ("2007051012Z", datetime(2007, 5, 10, 12, tzinfo=UTC)),
        ("20070510123456,75+0230", datetime(2007, 5, 10, 10, 4, 56, tzinfo=UTC)),
        ("20070510123456-05", datetime(2007, 5, 10, 17, 34, 56, tzinfo=UTC)),
        ("20081231235960Z", datetime(2008, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("20071310123456Z", None),
        ("20070510123456", None),
        ("20070510123456+9900", None),
        ("00010101000000+0100", None),
        ("00000101000000Z", None),
        ("2007-05-10", None),
        ("\u0662\u0660\u0660\u06670510123456Z", None),
        ("", None),
    ],
)
def test_a_generalized_time_is_read(text: str, moment: datetime | None) -> None:
    assert created_at(text) == moment


HOSTS = st.sampled_from(["a", "A", "b", "c"]).map(url_of) | st.sampled_from(["", "http://x/", "?"])
ENTRIES = st.builds(
    entry,
    st.sampled_from("stuv"),
    st.lists(
        st.sampled_from(
            [URL_GUID, POINTER_GUID, "Site=Berlin", "Site=Paris", "Domain=contoso.example", "x", ""]
        ),
        max_size=4,
    ),
    st.lists(HOSTS, max_size=2),
    st.sampled_from([OLD, YOUNG, "", "?"]),
)


@given(st.data(), st.lists(ENTRIES, max_size=6), st.sampled_from([None, "", "Berlin"]))
def test_the_choice_does_not_depend_on_the_order_of_entries(
    data: st.DataObject, entries: list[Entry], site: str | None
) -> None:
    shuffled = data.draw(st.permutations(entries))

    assert choose(shuffled, site, "contoso.example") == choose(entries, site, "contoso.example")


@given(st.lists(ENTRIES, max_size=6), st.sampled_from([None, "", "Berlin"]))
def test_every_object_is_accounted_for_and_no_url_asked_twice(
    entries: list[Entry], site: str | None
) -> None:
    choice = choose(entries, site)

    told = {one.name for one in choice.chosen + choice.passed_over}
    told |= {one.name for one in choice.pointers}
    assert told == {one.name for one in entries}
    assert len({url.lower() for url in choice.urls}) == len(choice.urls)
    assert [one.rank for one in choice.chosen] == sorted(one.rank for one in choice.chosen)
    assert all(one.rank == 0 for one in choice.passed_over)


@pytest.mark.parametrize(
    ("binding", "url"),
    [
        ("LDAP://dc2.contoso.example", "ldap://dc2.contoso.example"),
        (" ldap://DC2:389/ ", "ldap://dc2"),
        ("LDAPS://dc2.contoso.example:636", "ldaps://dc2.contoso.example"),
        ("LDAPS://dc2.contoso.example:389", "ldaps://dc2.contoso.example:389"),
        (
            "LDAP://dc2.contoso.example:3268/DC=contoso,DC=example",
            "ldap://dc2.contoso.example:3268",
        ),
        ("LDAP://192.0.2.5", "ldap://192.0.2.5"),
    ],
)
def test_a_pointer_leads_to_the_host_it_names(binding: str, url: str) -> None:
    assert pointer_target(binding) == url


@pytest.mark.parametrize(
    "binding",
    [
        "",
        "dc2",
        "LDAP://",
        "LDAP://CN=Configuration,DC=contoso,DC=example",
        "LDAP://dc2:0",
        "LDAP://dc2:x",
        "LDAP://ann@dc2",
        "LDAP://a b",
        "LDAP://[::1",
        "https://mail.contoso.example/autodiscover/autodiscover.xml",
        "LDAP://" + "x" * 3000,
    ],
)
def test_a_pointer_to_no_directory_is_a_failure_that_shows_it(binding: str) -> None:
    target = pointer_target(binding)

    assert isinstance(target, Failure)
    assert repr(binding[:100]) in target.detail
