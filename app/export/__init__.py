"""Sessions as texts for other people and other programs."""

from typing import Final

from app.export.certificate import chain_pem, inspection_json, inspection_text
from app.export.comparison import comparison_as_json, comparison_as_text
from app.export.csv import as_csv
from app.export.exporter import Exporter
from app.export.har import as_har
from app.export.html import as_html
from app.export.json import as_json
from app.export.pem import as_pem
from app.export.plan import as_plan
from app.export.sessions import sessions_as_json, sessions_as_text
from app.export.text import as_text, branch_lines

EXPORTERS: Final[dict[str, Exporter]] = {
    "html": Exporter(suffix=".html", title="Report", write=as_html),
    "text": Exporter(suffix=".txt", title="Text", write=as_text, also=as_plan),
    "json": Exporter(suffix=".json", title="JSON", write=as_json, for_machines=True),
    "har": Exporter(suffix=".har", title="HTTP archive", write=as_har, for_machines=True),
    "csv": Exporter(suffix=".csv", title="Table of the attempts", write=as_csv, for_machines=True),
    "pem": Exporter(suffix=".pem", title="Certificates", write=as_pem, for_machines=True),
}
"""By the name of the format. The window and the command line list what stands here."""


def suffixes() -> dict[str, str]:
    """Give the name of the format for each suffix of a file."""
    return {one.suffix: name for name, one in EXPORTERS.items()}


__all__ = [
    "EXPORTERS",
    "Exporter",
    "as_json",
    "as_plan",
    "as_text",
    "branch_lines",
    "chain_pem",
    "comparison_as_json",
    "comparison_as_text",
    "inspection_json",
    "inspection_text",
    "sessions_as_json",
    "sessions_as_text",
    "suffixes",
]
