"""What was asked of DNS, directories and domain controllers."""

import msgspec
import pytest

from app.domain.attempts import Entry, Ping, SrvRecord
from app.domain.controller import Controller
from app.domain.failures import Failure, FailureKind
from app.domain.questions import PingQuestion
from app.wording import Line, Mark, describe
from tests.wording.described import LOOKUP, SEARCH, failed, row_of, verdict_of


def records(*targets: str) -> tuple[SrvRecord, ...]:
    return tuple(SrvRecord(priority=0, weight=0, port=443, target=one) for one in targets)


@pytest.mark.parametrize(
    ("changes", "verdict", "mark"),
    [
        ({"records": records("a.example")}, "a.example, port 443", Mark.GOOD),
        (
            {"records": records("a.example", "b.example")},
            "a.example, port 443, and 1 more",
            Mark.GOOD,
        ),
        (
            {"records": records(".")},
            "the record says that there is no such service",
            Mark.WARNING,
        ),
        ({"finished": True}, "there is no such record", Mark.INFORMATION),
        (
            {"failure": failed(FailureKind.NAME_NOT_FOUND)},
            "there is no such record",
            Mark.INFORMATION,
        ),
        ({"failure": failed(FailureKind.TIMED_OUT)}, "no answer in 20.0 s", Mark.BAD),
    ],
)
def test_a_lookup_tells_its_best_record(
    changes: dict[str, object], verdict: str, mark: Mark
) -> None:
    assert verdict_of(msgspec.structs.replace(LOOKUP, **changes)) == (verdict, mark)


ENTRY = Entry(name="CN=EXCH01", attributes=())


@pytest.mark.parametrize(
    ("changes", "verdict", "mark"),
    [
        ({"entries": (ENTRY,)}, "1 object found", Mark.GOOD),
        ({"entries": (ENTRY, ENTRY)}, "2 objects found", Mark.GOOD),
        (
            {"entries": (ENTRY,), "references": 1},
            "1 object found; the answer points to 1 other directory, not asked",
            Mark.GOOD,
        ),
        (
            {"finished": True, "references": 2},
            "no object found; the answer points to 2 other directories, not asked",
            Mark.WARNING,
        ),
        ({"finished": True}, "no object found", Mark.WARNING),
        (
            {"failure": failed(FailureKind.DIRECTORY, "Busy.")},
            "the directory does not answer the question: Busy",
            Mark.BAD,
        ),
    ],
)
def test_a_search_counts_its_objects(changes: dict[str, object], verdict: str, mark: Mark) -> None:
    assert verdict_of(msgspec.structs.replace(SEARCH, **changes)) == (verdict, mark)


PING = Ping(question=PingQuestion(host="dc1.contoso.local"))
SEEN = Controller(host="dc1", domain="a", forest="a", client_site="Paris")


@pytest.mark.parametrize(
    ("changes", "verdict", "mark"),
    [
        ({}, "interrupted", Mark.WARNING),
        ({"controller": SEEN}, "this PC is in AD site Paris", Mark.GOOD),
        (
            {"controller": msgspec.structs.replace(SEEN, client_site="")},
            "the subnet of this PC is mapped to no AD site",
            Mark.WARNING,
        ),
        (
            {"failure": Failure(kind=FailureKind.REFUSED, detail="Nothing listens.")},
            "connection refused: nothing listens there",
            Mark.WARNING,
        ),
    ],
)
def test_a_ping_tells_the_site(changes: dict[str, object], verdict: str, mark: Mark) -> None:
    told = describe(row_of(msgspec.structs.replace(PING, **changes)))

    assert told == Line(what="Ping cldap://dc1.contoso.local", verdict=verdict, mark=mark)


def test_a_ping_under_way_says_whom_it_asks() -> None:
    row = msgspec.structs.replace(row_of(PING), ended_ms=None)

    assert describe(row).verdict == "asking the domain controller ..."
