"""Searches all that a run leaves behind for both canaries, and all that can be made of it."""

from collections.abc import Iterable
from pathlib import Path

from app.domain.events import Recorded, ResponseReceived
from app.domain.session import Session
from app.export import EXPORTERS
from app.findings import conclude
from app.sessionlog import encoded_line
from tests.support.canary import PROXY_PASSWORD, traces


def check_written(records: Iterable[Recorded], files: Iterable[Path] = ()) -> None:
    records = list(records)
    session = Session()
    for recorded in records:
        session.apply(recorded)
    written: dict[str, bytes | str] = {
        "events": repr(records),
        "lines": b"".join(map(encoded_line, records)),
        "bodies": b"".join(
            one.event.response.body for one in records if isinstance(one.event, ResponseReceived)
        ),
        **{str(form): export(session, conclude(session)) for form, export in EXPORTERS.items()},
        **{file.name: file.read_bytes() for file in files},
    }
    found = {name: [*traces(text), *traces(text, PROXY_PASSWORD)] for name, text in written.items()}
    assert {name: forms for name, forms in found.items() if forms} == {}
