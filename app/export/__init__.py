"""Sessions as texts for other people and other programs."""

from collections.abc import Callable
from typing import Final

from app.domain.finding import Findings
from app.domain.session import Session
from app.export.certificate import chain_pem, inspection_json, inspection_text
from app.export.comparison import comparison_as_json, comparison_as_text
from app.export.json import as_json
from app.export.plan import as_plan
from app.export.text import as_text

EXPORTERS: Final[dict[str, Callable[[Session, Findings], str]]] = {
    "text": as_text,
    "json": as_json,
}
"""By the name of the format; each gives a text that ends with an end of line."""

__all__ = [
    "EXPORTERS",
    "as_json",
    "as_plan",
    "as_text",
    "chain_pem",
    "comparison_as_json",
    "comparison_as_text",
    "inspection_json",
    "inspection_text",
]
