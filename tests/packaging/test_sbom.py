"""The bill of materials: uv's list, with licences and compiled parts, and the same each time."""

from typing import Any

from notices import Notice
from sbom import completed

PACKAGE = Notice(name="Thing_One", version="1.0", licence="MIT OR Apache-2.0", url="u")
COMPILED = Notice(name="Lib's own", version="", licence="Zlib", url="https://lib", holder="thing")


def bill(serial: str = "urn:uuid:1", timestamp: str = "2026-01-01T00:00:00.1Z") -> dict[str, Any]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": serial,
        "metadata": {
            "timestamp": timestamp,
            "component": {"type": "library", "name": "autodiscope", "bom-ref": "autodiscope-1"},
        },
        "components": [{"type": "library", "name": "thing-one", "purl": "pkg:pypi/thing-one@1.0"}],
    }


def test_packages_get_their_licences_and_compiled_parts_are_added() -> None:
    made = completed(bill(), (PACKAGE, COMPILED), "1.2.3", 86_400)

    package, compiled = made["components"]
    assert package["licenses"] == [{"expression": "MIT OR Apache-2.0"}]
    assert package["purl"] == "pkg:pypi/thing-one@1.0"
    assert compiled["name"] == "Lib's own"
    assert compiled["description"] == "In thing."
    assert made["metadata"]["timestamp"] == "1970-01-02T00:00:00Z"
    program = made["metadata"]["component"]
    assert (program["type"], program["version"]) == ("application", "1.2.3")


def test_the_same_lock_gives_the_same_bill() -> None:
    one = completed(bill("urn:uuid:1", "now"), (PACKAGE,), "1.2.3", 0)
    other = completed(bill("urn:uuid:2", "later"), (PACKAGE,), "1.2.3", 0)
    newer = completed(bill("urn:uuid:1", "now"), (PACKAGE,), "1.2.4", 0)

    assert one == other
    assert one["serialNumber"] != newer["serialNumber"]


def test_a_licence_that_is_no_expression_goes_by_its_name() -> None:
    wordy = Notice(name="thing-one", version="1", licence="Apache License, Version 2.0", url="u")

    made = completed(bill(), (wordy,), "1", 0)

    assert made["components"][0]["licenses"] == [
        {"license": {"name": "Apache License, Version 2.0"}}
    ]
