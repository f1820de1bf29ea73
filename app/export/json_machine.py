"""What the PC and its directories told, as JSON."""

from collections.abc import Iterator

from app.domain.events import MachineDetected, PointsChosen
from app.domain.rows import PointerState, PointState, Turn
from app.domain.scp import ScpPointer, ServicePoint
from app.domain.session import Session
from app.export.json_values import Json, round_and_step


def machine_entry(detected: MachineDetected) -> Json:
    """Give what the PC told."""
    machine = detected.machine
    return {
        "joined": machine.joined,
        "domain": machine.dns_domain or None,
        "site": machine.site or None,
        "proxies": {
            "https": str(machine.proxies.https) if machine.proxies.https else None,
            "http": str(machine.proxies.http) if machine.proxies.http else None,
            "exceptions": list(machine.proxies.exceptions),
            "script": machine.proxies.script or None,
            "detects": machine.proxies.detects,
        },
        "facts": [
            {
                "fact": fact.name,
                "about": fact.about or None,
                "value": fact.value,
                "origin": fact.origin,
                "used": fact.used,
            }
            for fact in detected.facts
        ],
        "troubles": list(detected.troubles),
    }


def point_entries(session: Session) -> Iterator[Json]:
    """Give what directories said of Autodiscover."""
    for row in session.rows:
        state = row.subject
        if not isinstance(state, PointState | PointerState):
            continue
        above = session.row(row.parent).subject
        one = state.point if isinstance(state, PointState) else state.pointer
        yield {
            "event": row.event,
            "round": round_and_step(session, row)[0],
            "directory": above.directory if isinstance(above, PointsChosen) else None,
            "kind": "url" if isinstance(state, PointState) else "pointer",
            "object": one.name,
            "url": one.url,
            "sites": list(one.sites) if isinstance(one, ServicePoint) else [],
            "domains": list(one.domains) if isinstance(one, ScpPointer) else [],
            "created_at": one.created,
            "rank": one.rank if isinstance(one, ServicePoint) else None,
            "reason": one.reason,
            "asked": state.turn is Turn.ASKED,
        }
