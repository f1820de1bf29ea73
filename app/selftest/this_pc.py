"""Checks of what the program asks this PC for: trusted roots, its place in a domain, key store."""

import asyncio
import secrets
import sys

from app import profiles
from app.certificates import TrustStores
from app.domain.key_store import KeyStoreError
from app.domain.secret import Secret
from app.machine import detect, this_platform
from app.machine.key_store import BACK_ENDS, SystemKeyStore, the_systems
from app.selftest.check import NotWholeError, Seen, need

INQUIRY_S = 5.0
NOBODY = "self-test"
"""The user under whom a made-up password is kept for a moment."""


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
    except (RuntimeError, OSError) as error:
        # Each has one; then it is what lies between, which this copy should hold.
        need(sys.platform not in BACK_ENDS, f"The way to the key store is missing: {error}.")
        return Seen(text="there is no key store on this PC", is_remark=True)
    kind = type(store)
    return Seen(text=f"{kind.__module__}.{kind.__qualname__}")


def use_key_store() -> Seen:
    """Keep a made-up password, read it and remove it again; the store may ask to be unlocked."""
    seen = look_at_key_store()
    if seen.is_remark:
        raise NotWholeError("No key store can be reached.")
    store, made_up = SystemKeyStore(), secrets.token_urlsafe()
    try:
        store.keep(NOBODY, Secret(made_up))
        found = store.password(NOBODY)
        store.forget(NOBODY)
        left = store.password(NOBODY)
    except KeyStoreError as error:
        raise NotWholeError(f"The key store does not keep a password: {error.trouble}.") from error
    need(found and found.reveal() == made_up, "Another password comes back than was kept.")
    need(left is None, "The password is still there after its removal.")
    return Seen(text=f"{seen.text}: a made-up password kept, read and removed")
