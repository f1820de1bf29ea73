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
from app.export.text import as_text
from app.export.text_tree import branch_lines
from app.export.ticket import as_file, as_ticket
from app.wording.language import _

EXPORTERS: Final[dict[str, Exporter]] = {
    "html": Exporter(suffix=".html", write=as_html),
    "text": Exporter(suffix=".txt", write=as_text, as_file=as_file, also=as_plan),
    "json": Exporter(suffix=".json", write=as_json, for_machines=True),
    "har": Exporter(suffix=".har", write=as_har, for_machines=True),
    "csv": Exporter(suffix=".csv", write=as_csv, for_machines=True),
    "pem": Exporter(suffix=".pem", write=as_pem, for_machines=True),
}
"""By the name of the format. The window and the command line list what stands here."""


def titles() -> dict[str, str]:
    """Say of each format what it is, to those who choose one."""
    return {
        "html": _("Report"),
        "text": _("Text"),
        "json": "JSON",
        "har": _("HTTP archive"),
        "csv": _("Table of the attempts"),
        "pem": _("Certificates"),
    }


def suffixes() -> dict[str, str]:
    """Give the name of the format for each suffix of a file."""
    return {one.suffix: name for name, one in EXPORTERS.items()}


__all__ = [
    "EXPORTERS",
    "Exporter",
    "as_json",
    "as_plan",
    "as_text",
    "as_ticket",
    "branch_lines",
    "chain_pem",
    "comparison_as_json",
    "comparison_as_text",
    "inspection_json",
    "inspection_text",
    "sessions_as_json",
    "sessions_as_text",
    "suffixes",
    "titles",
]
