"""Whether a password may go out on a connection; asked again for each connection of an attempt."""

from app.domain.acceptance import Ground
from app.domain.attempts import Judged
from app.domain.authentication import Authentication, Scheme, choose_scheme

SUPPORTED = (Scheme.BASIC,)
"""The ways of signing in that app.net can carry out."""
OLD_VERSIONS = frozenset({"SSLv3", "TLSv1", "TLSv1.1"})


def why_no_sign_in(
    judged: Judged | None,
    offered: tuple[str, ...],
    authentication: Authentication,
    *,
    old_tls: bool,
) -> str:
    """Say why credentials must not go out here; empty where they may.

    `judged` is the accepted certificate of the connection, None without TLS. protocol.md 8.2
    """
    if judged is None or not judged.acceptance.accepted:
        return "credentials are never sent without TLS"
    old = why_not_this_tls(judged, old_tls=old_tls)
    if old:
        return old
    if choose_scheme(offered, SUPPORTED, authentication, judged.acceptance.ground):
        return ""
    if choose_scheme(offered, SUPPORTED, authentication, Ground.GOOD):
        return "the certificate is not trusted, so that the password itself is not sent"
    return "this client cannot, or may not, use any of these"


def why_not_this_tls(judged: Judged, *, old_tls: bool) -> str:
    """Say why nobody is to sign in over this version of TLS; empty where one may."""
    if judged.tls_version in OLD_VERSIONS and not old_tls:
        return f"credentials are not to go over {judged.tls_version}"
    return ""
