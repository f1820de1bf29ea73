"""Whether a password may go out on a connection; asked again for each connection of an attempt."""

from app.domain.authentication import (
    Authentication,
    Mechanism,
    may_ask_kdc,
    may_send_password,
)
from app.domain.connections import Judged
from app.domain.secret import Credentials

OLD_VERSIONS = frozenset({"SSLv3", "TLSv1", "TLSv1.1"})


def why_no_sign_in(judged: Judged | None, *, old_tls: bool) -> str:
    """Say why nobody is to sign in here, by whatever means; empty where one may.

    `judged` is the accepted certificate of the connection, None without TLS. protocol.md 8.2
    """
    if judged is None or not judged.acceptance.accepted:
        return "credentials are never sent without TLS"
    return why_not_this_tls(judged, old_tls=old_tls)


def why_no_password(judged: Judged | None, authentication: Authentication, *, old_tls: bool) -> str:
    """Say why the password itself must not go out here; empty where it may."""
    refusal = why_no_sign_in(judged, old_tls=old_tls)
    if refusal or judged is None:
        return refusal
    if not may_send_password(authentication, judged.acceptance.ground):
        return "the certificate is not trusted, so that the password itself is not sent"
    return ""


def why_no_kerberos(mechanism: Mechanism, credentials: Credentials | None, domain: str) -> str:
    """Say why no domain controller (KDC) is asked with a typed password; empty where one may be.

    `domain` is the one that this PC knows.
    """
    if mechanism is not Mechanism.KERBEROS or credentials is None:
        return ""
    username = credentials.username
    # The older form of a name has no realm, and is said to have none.
    if "\\" in username or may_ask_kdc(username, domain):
        return ""
    return f"this PC knows no domain that {username} belongs to, so that Kerberos is left aside"


def why_not_this_tls(judged: Judged, *, old_tls: bool) -> str:
    """Say why nobody is to sign in over this version of TLS; empty where one may."""
    if judged.tls_version in OLD_VERSIONS and not old_tls:
        return f"credentials are not to go over {judged.tls_version}"
    return ""
