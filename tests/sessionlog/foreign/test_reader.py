"""Whatever text comes: a session, or one clear line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.events import Recorded
from app.domain.session import Session
from app.export import EXPORTERS
from app.sessionlog import WrongLogError, load
from app.sessionlog.foreign import read_foreign
from tests.sessionlog.foreign import samples
from tests.support.exports import exported

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LOGS = (
    samples.NOTHING_FOUND.encode(),
    samples.BY_SCP.encode(),
    samples.OLKDISC.encode(),
    samples.olkdisc_with_settings("<?xml version='1.0'?><a/>").encode(),
    samples.HTML.encode(),
    samples.report(
        samples.potential_url(
            "contoso.com",
            samples.resolved("contoso.com", "203.0.113.5"),
            samples.port("contoso.com"),
            samples.certificate("contoso.com"),
            samples.post("contoso.com", status=500),
        )
    ),
)


def fold(records: tuple[Recorded, ...]) -> Session:
    session = Session()
    for recorded in records:
        session.apply(recorded)
    return session


def read_or_refuse(body: bytes) -> None:
    complaint = ""
    try:
        records = read_foreign(body, "It", NOW)
    except WrongLogError as wrong:
        complaint = str(wrong)
        records = ()
    if not records:
        assert complaint
        assert "\n" not in complaint
        return
    session = fold(records)
    assert session.finished is not None
    for form in EXPORTERS:
        assert exported(form, session)


@given(st.binary(max_size=2000))
def test_any_bytes_give_a_session_or_one_line(body: bytes) -> None:
    read_or_refuse(body)


@settings(max_examples=300)
@given(st.data(), st.sampled_from(LOGS))
def test_any_damage_to_a_log_gives_a_session_or_one_line(data: st.DataObject, log: bytes) -> None:
    """Cut out, doubled, swapped and overwritten."""
    body = bytearray(log)
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(body)))
        end = min(len(body), start + data.draw(st.integers(0, 60)))
        body[start:end] = data.draw(st.one_of(st.binary(max_size=20), st.just(body[start:end] * 3)))
    read_or_refuse(bytes(body))


@given(st.permutations(samples.NOTHING_FOUND.splitlines() + samples.BY_SCP.splitlines()))
def test_lines_in_any_order_give_a_session(lines: list[str]) -> None:
    read_or_refuse("\n".join(lines).encode())


def test_a_log_in_utf_16_is_read_as_notepad_saves_it() -> None:
    body = b"\xff\xfe" + samples.NOTHING_FOUND.replace("\n", "\r\n").encode("utf-16-le")

    assert fold(read_foreign(body, "It", NOW)).row_count > 10


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(WrongLogError, match="It is too large: 8 MiB at most"):
        read_foreign(b"x" * ((8 << 20) + 1), "It", NOW)


def test_a_session_can_be_opened_from_such_a_file(tmp_path: Path) -> None:
    file = tmp_path / "outlook.txt"
    file.write_text(samples.NOTHING_FOUND)

    session = load(file)

    assert session.started is not None
    assert session.started.address == "ann@wingtiptoys.com"
