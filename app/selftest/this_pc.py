"""Checks of what the program asks this PC for: trusted roots, its place in a domain, key store."""

import asyncio
import sys

from app import profiles
from app.certificates import TrustStores
from app.machine import detect, this_platform
from app.machine.key_store import BACK_ENDS, the_systems
from app.selftest.check import NotWholeError, Seen, need

INQUIRY_S = 5.0


def look_at_trusted_roots() -> Seen:
    """Count the certificates that this PC trusts."""
    roots = len(TrustStores.system().anchors)
    if not roots:
        return Seen(text="this PC trusts no certificate authority", is_remark=True)
    return Seen(text=f"{roots} trusted roots")


def look_at_machine() -> Seen:
    """Ask the PC what it knows of its domain, policies and proxies."""
    office = profiles.load(profiles.DEFAULT).office
    told = asyncio.run(detect(this_platform(), office, INQUIRY_S))
    facts = f"facts that it tells: {len(told.facts)}"
    if told.troubles:
        return Seen(text=f"{facts}; {' '.join(told.troubles)}", is_remark=True)
    return Seen(text=facts)


def look_at_key_store() -> Seen:
    """See whether passwords could be kept; nothing is stored, and nothing unlocked."""
    try:
        store = the_systems()
    except ImportError as error:
        raise NotWholeError(f"The way to the key store is missing: {error}.") from error
    except RuntimeError as error:
        # Each has one; then it is what lies between, which this copy should hold.
        need(sys.platform not in BACK_ENDS, f"The way to the key store is missing: {error}.")
        return Seen(text="there is no key store on this PC", is_remark=True)
    kind = type(store)
    return Seen(text=f"{kind.__module__}.{kind.__qualname__}")
