"""Tells whether the Python packages for Kerberos, which Linux has only as source, can be built."""

import shutil
import sys
import sysconfig
from pathlib import Path

# uv's dependency group in pyproject.toml.
GROUP = "kerberos"
# What the build asks first, and what it compiles with.
WANTED = ("krb5-config", "gcc")
# Tests only: half the time of an optimised build.
COMPILER_OPTIONS = "-O0 -g0"


def why_not() -> str:
    """What this machine lacks for the build, in a sentence; empty if nothing."""
    if sys.platform != "linux":
        # macOS has wheels, and Windows needs none: it has SSPI.
        return ""
    lacking = [name for name in WANTED if not shutil.which(name)]
    if lacking:
        return f"The Kerberos packages cannot be built without {' and '.join(lacking)}."
    header = Path(sysconfig.get_path("include")) / "Python.h"
    if not header.exists():
        # Debian's python3-dev is for its own python3, and this may be another one.
        return (
            f"The Kerberos packages cannot be built without {header}:"
            " install the development files of this Python."
        )
    return ""
