"""Says in a sentence why the date or the name is not right; objections bring their own."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from app.certificates.names import NameMatch
from app.certificates.objections import called, one_line
from app.certificates.reading import CertificateNames, Parsed
from app.domain.verdict import MatchedBy

_MOST_NAMES = 4

# app.certificates.refusals.no_issuer
_UNSENT_ISSUER = re.compile(
    r"The server did not send the certificate of (.+), which issued (.+)\.", re.DOTALL
)
_UNKNOWN_ISSUER = re.compile(
    r"(.+) was issued by (.+), which the server did not send and no trust store holds\.", re.DOTALL
)

NOTHING_PRESENTED = "The server presented no certificate."
UNREADABLE_LEAF = "The server's certificate cannot be read."


def date_reason(path: Sequence[Parsed], at: datetime) -> str:
    """Name every certificate of the path that is out of date, in one sentence."""
    parts = [_out_of_date(each, at) for each in path if not each.covers(at)]
    # Windows may know of more than the path that it gives.
    return f"{'; '.join(parts)}." if parts else "A certificate of the path is out of date."


def name_reason(names: CertificateNames, host: str, match_2007: NameMatch) -> str:
    """Say which names there are instead, or why the one that is there does not count."""
    host = one_line(host)
    if match_2007.matched_by is MatchedBy.COMMON_NAME:
        return f"{host} is only the certificate's common name, which this client does not look at."
    if match_2007.matched_by is not None:
        matched = one_line(match_2007.matched_name)
        return f"{matched} in the certificate fits {host} only for old clients."
    if not names.complete:
        return f"The certificate's names cannot be read, so that none fits {host}."
    there = names.dns + names.addresses or names.common
    if not there:
        return f"The certificate has no name in it, so that none fits {host}."
    listed = ", ".join(one_line(name) for name in there[:_MOST_NAMES])
    more = f" and {len(there) - _MOST_NAMES} more" if len(there) > _MOST_NAMES else ""
    return f"The certificate is for {listed}{more}, not for {host}."


def of_a_file(reason: str) -> str:
    """Word a reason for a chain that lies in a file, which no server sends."""
    if found := _UNSENT_ISSUER.fullmatch(reason):
        return f"The file does not hold the certificate of {found[1]}, which issued {found[2]}."
    if found := _UNKNOWN_ISSUER.fullmatch(reason):
        return (
            f"{found[1]} was issued by {found[2]}, which neither the file nor a trust store holds."
        )
    return reason


def _out_of_date(certificate: Parsed, at: datetime) -> str:
    name = called(certificate)
    if certificate.not_before is None or certificate.not_after is None:
        return f"{name} has dates that cannot be read"
    if at < certificate.not_before:
        return f"{name} is not valid before {_day(certificate.not_before)}"
    return f"{name} expired on {_day(certificate.not_after)}"


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
