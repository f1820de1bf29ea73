"""Makes a fresh checkout ready, then does what the Makefile was asked for.

Like all of this folder that runs before .venv exists, it needs the standard library only.
"""

import sys

# Said here, in words that any Python 3 can read, before a newer module is imported.
if sys.version_info < (3, 11):  # noqa: UP036 - the older one is whom it speaks to
    sys.exit(
        f"Autodiscope needs Python 3.11 or later, and {sys.executable} is"
        f" {sys.version_info[0]}.{sys.version_info[1]}.\n"
        "Name another one so: make run PYTHON=python3.11"
    )

if __name__ == "__main__":
    from tasks import main

    sys.exit(main(sys.argv[1:]))
