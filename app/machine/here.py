"""Chooses the platform that the program runs on."""

import sys

from app.machine.environment import proxies_inquiry
from app.machine.platform import Inquiry, Platform


class Elsewhere:
    """A platform that tells nothing of a domain: the PC counts as not joined."""

    def inquiries(self, office: str) -> tuple[Inquiry, ...]:  # noqa: ARG002 - the same for all
        """Give the environment's proxies alone."""
        return (proxies_inquiry(),)


def this_platform() -> Platform:
    """Give the platform; its libraries are loaded when it is asked."""
    # Not sys.platform itself in the conditions, from which mypy would conclude what never comes.
    platform: str = sys.platform
    if platform == "win32":
        from app.machine.windows import Windows  # noqa: PLC0415 - what only one platform needs

        return Windows()
    if platform == "linux":
        from app.machine.linux import Linux  # noqa: PLC0415

        return Linux()
    return Elsewhere()
