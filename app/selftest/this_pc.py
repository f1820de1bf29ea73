"""Checks of what the program asks this PC for: trusted roots, its place in a domain, key store."""

import asyncio
import importlib
import importlib.util

from app import profiles
from app.certificates import TrustStores
from app.machine import detect, this_platform
from app.selftest.check import Seen

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
    if importlib.util.find_spec("keyring") is None:
        return Seen(text="this copy keeps no passwords", is_remark=True)
    keyring = importlib.import_module("keyring")
    store = keyring.get_keyring()
    kind = type(store)
    if kind.__module__ in {"keyring.backends.fail", "keyring.backends.null"}:
        return Seen(text="there is no key store on this PC", is_remark=True)
    return Seen(text=f"{kind.__module__}.{kind.__qualname__}")
