"""All checks, in the order in which they are made: what others rest on comes first."""

from typing import Final

from msgspec.structs import replace

from app.selftest.check import LIMIT_S, Check
from app.selftest.codecs import (
    look_at_proxy_scripts,
    look_at_session_log,
    look_at_sign_in,
    look_at_xml,
)
from app.selftest.files import look_at_resources, look_at_translations
from app.selftest.loopback import look_at_dns, look_at_ldap, look_at_tls
from app.selftest.practice import look_at_exports, look_at_practice
from app.selftest.this_pc import (
    look_at_key_store,
    look_at_machine,
    look_at_trusted_roots,
    use_key_store,
)
from app.selftest.window import look_at_window

CHECKS: Final = (
    Check(name="resources", look=look_at_resources),
    Check(name="translations", look=look_at_translations),
    Check(name="xml", look=look_at_xml),
    Check(name="session log", look=look_at_session_log),
    Check(name="proxy scripts", look=look_at_proxy_scripts),
    Check(name="sign-in", look=look_at_sign_in),
    Check(name="trusted roots", look=look_at_trusted_roots),
    Check(name="this pc", look=look_at_machine),
    Check(name="key store", look=look_at_key_store),
    Check(name="dns", look=look_at_dns),
    Check(name="ldap", look=look_at_ldap),
    Check(name="tls", look=look_at_tls),
    Check(name="practice", look=look_at_practice),
    Check(name="exports", look=look_at_exports),
    # The last: Qt may end the whole process where a library of the system is missing.
    Check(name="window", look=look_at_window, in_main_thread=True),
)


def checks(*, uses_key_store: bool) -> tuple[Check, ...]:
    """Give all checks; that of the key store keeps something in it only where it is wished."""
    if not uses_key_store:
        return CHECKS
    # Somebody may have to unlock it.
    using = {"key store": {"look": use_key_store, "limit_s": 3 * LIMIT_S}}
    return tuple(replace(one, **using.get(one.name, {})) for one in CHECKS)
