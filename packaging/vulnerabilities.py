"""Asks pip-audit for known faults of the packages that are shipped, where its data can be had."""

import subprocess
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import environment
from checkout import ROOT, say

# pip-audit asks one such page for each package. https://warehouse.pypa.io/api-reference/json.html
DATA = "https://pypi.org/pypi/pip/json"
SECONDS = 15
TOOL = "pip-audit==2.9.0"
SKIPPED = "Known faults were not looked for: {place} cannot be had ({reason})."
REQUIREMENTS = ROOT / "build" / "audit" / "requirements.txt"


def audit(rest: Sequence[str]) -> int:
    """Print what is known; 0 also where nothing could be asked, which is said."""
    if reason := why_not():
        say(SKIPPED.format(place=DATA, reason=reason))
        return 0
    environment.prepare()
    locked = environment.answer_of_uv(
        "export", "--frozen", "--no-dev", "--no-emit-project", "--group=kerberos", "--quiet"
    )
    REQUIREMENTS.parent.mkdir(parents=True, exist_ok=True)
    REQUIREMENTS.write_text(locked, encoding="utf-8")
    return subprocess.call(command(REQUIREMENTS, rest), cwd=ROOT)


def command(requirements: Path, rest: Sequence[str]) -> list[str]:
    """Give the call of pip-audit, which reads the lock alone and installs nothing of it."""
    tool = (environment.find_uv(), "tool", "run", TOOL)
    return [*tool, "--require-hashes", "--disable-pip", f"--requirement={requirements}", *rest]


def why_not() -> str:
    """Say why the data cannot be had; empty if they can."""
    try:
        with urllib.request.urlopen(DATA, timeout=SECONDS) as answer:
            answer.read(1)
    except (urllib.error.URLError, OSError) as error:
        return str(getattr(error, "reason", error))
    return ""
