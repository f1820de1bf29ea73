"""Writes the bill of materials: uv's list of the locked packages, completed, as CycloneDX 1.5."""

import json
import os
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import environment
import notices
from checkout import ROOT
from frozen import NAME, steady_environment
from notices import Notice
from version import program_version


def write_sbom(dist: Path) -> Path:
    """Write the file into a folder, and give it."""
    listed = environment.answer_of_uv(
        "export", "--frozen", "--no-dev", "--group=kerberos", "--format=cyclonedx1.5", "--quiet"
    )
    version = program_version(ROOT)
    moment = int(steady_environment(os.environ)["SOURCE_DATE_EPOCH"])
    parts = (*notices.packages_shipped(), *notices.components())
    bill = completed(json.loads(listed), parts, version, moment)
    target = dist / f"{NAME}-{version}.cdx.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")
    return target


def completed(
    bill: dict[str, Any], parts: tuple[Notice, ...], version: str, moment: int
) -> dict[str, Any]:
    """Give uv's list with licences, with what the packages bring along, and the same each time."""
    by_name = {notices.normal(one.name): one for one in parts}
    components = [_with_licence(one, by_name) for one in bill["components"]]
    components += [_compiled(one) for one in parts if one.holder]
    program = {**bill["metadata"]["component"], "type": "application", "version": version}
    metadata = {
        **bill["metadata"],
        "timestamp": datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "component": program | {"licenses": [{"license": {"id": "MIT"}}]},
    }
    whole = {**bill, "metadata": metadata, "components": components}
    # Of the content, where uv draws lots.
    content = json.dumps({**whole, "serialNumber": ""}, sort_keys=True)
    return {**whole, "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}"}


def _with_licence(component: dict[str, Any], by_name: dict[str, Notice]) -> dict[str, Any]:
    known = by_name.get(notices.normal(component["name"]))
    return component | {"licenses": [_licence(known.licence)]} if known else component


def _compiled(part: Notice) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": notices.normal(part.name.replace(" ", "-").replace("'", "")),
        "name": part.name,
        "description": f"In {part.holder}.",
        "licenses": [_licence(part.licence)],
        "externalReferences": [{"type": "website", "url": part.url}],
    }


def _licence(text: str) -> dict[str, Any]:
    # An expression may hold AND, OR and WITH; a name is whatever its authors wrote.
    is_expression = "," not in text and all(mark.isalnum() or mark in "-.+ ()" for mark in text)
    return {"expression": text} if is_expression else {"license": {"name": text}}
