import base64
from collections.abc import Callable

import msgspec
import pytest
from msgspec.structs import replace

from app.domain.attempts import Response
from app.domain.events import AttemptStarted, Recorded, RequestSent, ResponseReceived
from app.domain.questions import HttpQuestion
from app.domain.session import Session
from tests.support import played_runs
from tests.support.exports import exported
from tests.support.har import Archive, Entry, Log
from tests.support.played_runs import Player, request, response, session_of

URL = "https://a.example/x?user=ann%40contoso.example&empty="


def log_of(session: Session) -> Log:
    """Read it strictly, and check what the specification says beside the types."""
    log = msgspec.json.decode(exported("har", session), type=Archive).log
    pages = {page.id for page in log.pages}
    assert len(pages) == len(log.pages)
    for entry in log.entries:
        timings = entry.timings
        assert entry.pageref in pages
        parts = (timings.blocked, timings.dns, timings.connect)
        whole = sum(max(0, part) for part in parts) + timings.send + timings.wait + timings.receive
        # "time" is the sum of all timings but those that do not apply; connect includes ssl.
        assert entry.time == pytest.approx(whole)
        assert timings.ssl <= max(0, timings.connect)
    return log


def entry_of(answer: Response, url: str = URL) -> Entry:
    player = Player()
    attempt = player.start().in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="POST", url=url)))
    attempt(RequestSent(request=request(url)))
    attempt(ResponseReceived(response=answer))
    (entry,) = log_of(session_of(player.records)).entries
    return entry


@pytest.mark.parametrize(
    "run",
    [played_runs.found, played_runs.sign_in_needed, played_runs.not_found, list],
    ids=lambda run: run.__name__,
)
def test_every_session_is_a_valid_archive(run: Callable[[], list[Recorded]]) -> None:
    log_of(session_of(run()))


def test_each_request_is_an_entry_with_its_own_times() -> None:
    log = log_of(session_of(played_runs.found()))

    rejected, anonymous, signed_in, *_ = log.entries
    assert log.creator.name == "Autodiscope"
    assert (rejected.response.status, rejected.request.url) == (0, played_runs.ROOT_URL)
    assert rejected.comment == (
        "Step https-root, round 1. certificate not accepted. The certificate does not name"
        " contoso.example."
    )
    assert anonymous.timings.dns == 3
    assert anonymous.timings.connect == 4
    assert anonymous.serverIPAddress == "192.0.2.10"
    assert (anonymous.response.status, signed_in.response.status) == (401, 200)
    # The second one went over the same connection.
    assert (signed_in.timings.dns, signed_in.timings.connect, signed_in.timings.ssl) == (-1,) * 3
    assert signed_in.timings.wait == 10
    assert "the Authorization header is left out" in signed_in.comment
    assert signed_in.request.postData is not None
    assert signed_in.request.postData.text == "<Autodiscover/>"
    assert [page.title for page in log.pages][1] == f"POST {played_runs.HOST_URL}"
    assert anonymous.startedDateTime < signed_in.startedDateTime


def test_text_stands_as_text_and_everything_else_as_base64() -> None:
    def content(body: bytes, kind: str) -> tuple[str, str]:
        answer = replace(response(200), body=body, headers=(("content-type", kind),))
        found = entry_of(answer).response.content
        assert (found.size, found.mimeType) == (len(body), kind)
        return found.text, found.encoding

    umlaut = "<a>ü</a>"
    assert content(umlaut.encode(), "text/xml; charset=utf-8") == (umlaut, "")
    for body, kind in (
        (umlaut.encode("latin-1"), "text/xml"),
        (umlaut.encode("utf-16"), "text/xml"),
        (b"GIF89a", "image/gif"),
        (b"a\x00b", "text/plain"),
    ):
        assert content(body, kind) == (base64.b64encode(body).decode(), "base64")


def test_a_body_that_was_cut_says_so() -> None:
    whole, cut = response(200), replace(response(200), cut=True)

    assert entry_of(whole).response.content.comment == ""
    assert entry_of(cut).response.content.comment == "Only the beginning of the body was kept."


def test_no_secret_stands_in_a_header() -> None:
    secrets = ("Set-Cookie", "Authorization", "cookie", "Proxy-Authorization")
    headers = (*((name, "s3cret") for name in secrets), ("Location", "/there"))

    entry = entry_of(replace(response(302), headers=headers))

    shown = {pair.name: pair.value for pair in entry.response.headers}
    assert shown == {**dict.fromkeys(secrets, "(hidden)"), "Location": "/there"}
    assert entry.response.redirectURL == "/there"


def test_the_query_is_told_part_by_part_where_there_is_one() -> None:
    pairs = [(one.name, one.value) for one in entry_of(response(200)).request.queryString]

    assert pairs == [("user", "ann@contoso.example"), ("empty", "")]
    assert entry_of(response(200), "https://[a").request.queryString == []
    assert entry_of(response(200), "https://a/?" + "a=b&" * 101).request.queryString == []


def test_an_answer_that_never_came_is_an_entry_without_status() -> None:
    player = Player()
    attempt = player.start().in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="POST", url=URL)))
    attempt(RequestSent(request=request(URL)))

    (entry,) = log_of(session_of(player.records)).entries

    assert entry.response.status == 0
    assert entry.timings.wait == 0
