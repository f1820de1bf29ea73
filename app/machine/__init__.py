"""What the PC itself knows of its place in a domain."""

import sys

from app.machine.membership import Membership


def membership() -> Membership:
    """Ask the operating system whether this PC is joined to a domain, and to which."""
    if sys.platform == "win32":
        from app.machine import windows  # noqa: PLC0415 - loads only where its libraries exist

        return windows.membership()
    return Membership()


__all__ = ["Membership", "membership"]
