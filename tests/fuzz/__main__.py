"""Feeds the readers for long, led by the branches that what they get opens: `make fuzz`.

    python -m tests.fuzz [SECONDS] [READER ...]

Each reader has a process of its own, for an equal part of the time (all together 300 s), and keeps
what led it anywhere new in build/fuzz/READER, from which the next time goes on. What it does not
stand is kept in build/fuzz/found/READER; once mended, the file goes into tests/fuzz/found.
"""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.fuzz.damage import STRANGE, WAYS, changed, words

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = ROOT / "build" / "fuzz"
SECONDS: Final = 300
MOST_MB: Final = 1024
"""Of a process with all its libraries, and the corpus that it holds."""
LONGEST_INPUT: Final = 1 << 15
LONGEST_S: Final = 10
START_S: Final = 120
"""To import and to be instrumented."""


def main(arguments: Sequence[str]) -> int:
    """Give each reader its time; 1 where one has raised, hung, or taken too much memory."""
    if arguments[:1] == ["--one"]:
        _feed(arguments[1], arguments[2:])
        return 0
    seconds, names = SECONDS, list(arguments)
    if names and names[0].isdecimal():
        seconds = int(names.pop(0))
    from tests.fuzz.readers import READERS, forget_folder

    # It was made for this process, which reads nothing.
    forget_folder()
    wanted = [one.name for one in READERS if not names or one.name in names]
    if unknown := set(names) - set(wanted):
        sys.stderr.write(f"There is no reader {', '.join(sorted(unknown))}.\n")
        return 2
    each = max(1, seconds // len(wanted))
    found = [name for name in wanted if not _stands(name, each)]
    sys.stdout.write(f"Found faults in: {', '.join(found)}\n" if found else "Nothing found.\n")
    return 1 if found else 0


def _stands(name: str, seconds: int) -> bool:
    corpus, found, own = KEPT / name, KEPT / "found" / name, KEPT / "own" / name
    for folder in (corpus, found, own):
        folder.mkdir(parents=True, exist_ok=True)
    options = (
        f"-max_total_time={seconds}",
        f"-timeout={LONGEST_S}",
        f"-rss_limit_mb={MOST_MB}",
        f"-max_len={LONGEST_INPUT}",
        f"-artifact_prefix={found}/",
        "-print_final_stats=1",
        "-verbosity=1",
        str(corpus),
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "--one", name, *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(own)},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds + START_S + LONGEST_S,
        check=False,
    )
    # libFuzzer ends a process without a chance to tidy up in it.
    shutil.rmtree(own)
    (KEPT / f"{name}.log").write_text(done.stdout + done.stderr)
    lines = done.stderr.splitlines()
    runs = next((one.split()[-1] for one in lines if "number_of_executed_units" in one), "?")
    sys.stdout.write(f"{name:20} {runs:>9} readings in {seconds} s, status {done.returncode}\n")
    sys.stdout.flush()
    return done.returncode == 0


def _feed(name: str, options: Sequence[str]) -> None:
    import atheris

    # What is to be led by its branches has to be imported in here.
    with atheris.instrument_imports(include=["app"]):
        from tests.fuzz.readers import READERS
    (reader,) = (one for one in READERS if one.name == name)
    corpus = Path(options[-1])
    for number, seed in enumerate(reader.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    said = [*STRANGE, *words(reader.seeds)]

    def once(data: bytes) -> None:
        try:
            reader.read(data)
        except reader.declared as declared:
            if len(str(declared).splitlines()) != 1:
                raise AssertionError("more than one line is said") from declared

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        """Change single bytes, as libFuzzer does, or whole pieces of the format."""
        dice = random.Random(seed)  # noqa: S311 - the same ones for the same seed
        if dice.random() < 0.5:
            return bytes(atheris.Mutate(data, most))
        changes = [
            (dice.choice(WAYS), dice.random(), dice.randint(0, 40), dice.choice(said))
            for _ in range(dice.randint(1, 3))
        ]
        return changed(data, changes)[:most]

    atheris.Setup([sys.argv[0], *options], once, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
