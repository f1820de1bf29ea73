"""Asks pip-audit for known faults of the packages that are shipped, where its data can be had."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any

import environment
from checkout import ROOT, program, say

GROUP = "audit"
"""uv's dependency group in pyproject.toml."""
FOLDER = ROOT / "build" / "audit"
LIMIT_S = 300.0


def audit(rest: Sequence[str]) -> int:
    """Print what is known; 0 also where nothing could be asked, which is said."""
    environment.prepare(GROUP)
    FOLDER.mkdir(parents=True, exist_ok=True)
    requirements, answer = FOLDER / "requirements.txt", FOLDER / "answer.json"
    requirements.write_text(
        environment.answer_of_uv(
            "export", "--frozen", "--no-dev", "--no-emit-project", "--group=kerberos", "--quiet"
        ),
        encoding="utf-8",
    )
    answer.unlink(missing_ok=True)
    # It reads the lock alone, and installs nothing of it.
    what = ("--require-hashes", "--disable-pip", f"--requirement={requirements}")
    how = ("--format=json", f"--output={answer}", "--progress-spinner=off")
    trouble = _complaint([program("pip-audit"), *what, *how, *rest])
    if not answer.exists():
        say(f"Known faults were not looked for: pip-audit could not ask. {trouble}".strip())
        return 0
    asked = json.loads(answer.read_text(encoding="utf-8"))["dependencies"]
    faults = [fault for one in asked for fault in faults_of(one)]
    say("\n".join((*faults, f"Packages asked about: {len(asked)}; known faults: {len(faults)}.")))
    return 1 if faults else 0


def faults_of(package: dict[str, Any]) -> list[str]:
    """Give a line for each known fault of a package, with the versions that mend it."""
    return [
        f"{package['name']} {package['version']}: {fault['id']},"
        f" mended in {', '.join(fault['fix_versions']) or 'no version yet'}"
        for fault in package.get("vulns", ())
    ]


def _complaint(command: Sequence[str]) -> str:
    """Run the tool, and give the last line of what it complained of."""
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"It had no answer within {LIMIT_S:g} s."
    return "".join(done.stderr.strip().splitlines()[-1:])
