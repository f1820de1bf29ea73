"""Every certificate that a session saw, as PEM with a word on whose it is. RFC 7468 5"""

import base64
import re
import textwrap
from collections.abc import Iterator
from typing import Final

from app.domain.connections import Judged
from app.domain.finding import Conclusions
from app.domain.rows import Subject
from app.domain.session import Session
from app.domain.sni import SniComparison
from app.domain.verdict import Certificate
from app.wording import one_line
from app.wording.lines import plain

NONE_KEPT: Final = "# This session holds no certificate."


def as_pem(session: Session, _concluded: Conclusions) -> str:
    """Give each certificate once, in the order of appearance, under everybody who showed it."""
    seen: dict[bytes, list[str]] = {}
    about: dict[bytes, Certificate] = {}
    for row in session.rows:
        for certificate, told in _shown(row.subject):
            if certificate.der:
                about.setdefault(certificate.der, certificate)
                if told not in (places := seen.setdefault(certificate.der, [])):
                    places.append(told)
    blocks = [_block(about[der], places) for der, places in seen.items()]
    return "\n".join(blocks) if blocks else f"{NONE_KEPT}\n"


def pem(certificate: Certificate) -> str:
    """Give one certificate without any comment."""
    text = base64.b64encode(certificate.der).decode()
    body = "\n".join(textwrap.wrap(text, 64))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


def comment(text: str) -> str:
    """Give a line that no reader of PEM can take for anything else.

    Readers look for five hyphens, some of them in the middle of a line, too; and some know ASCII
    alone.
    """
    said = re.sub("-(?=-)", "- ", one_line(plain(text)))
    return "# " + said.encode("ascii", errors="backslashreplace").decode()


def _shown(subject: Subject) -> Iterator[tuple[Certificate, str]]:
    match subject:
        case Judged(host=host, port=port, verdict=verdict):
            for place, one in enumerate(verdict.presented, start=1):
                yield one, f"shown by {host}:{port}, number {place} of {len(verdict.presented)}"
            for one in verdict.path:
                if one not in verdict.presented:
                    yield one, f"completes the chain of {host}:{port}"
        case SniComparison(host=host, port=port, without_name=certificate) if certificate:
            yield certificate, f"shown by {host}:{port} to clients that name no host"
        case _:
            return


def _block(certificate: Certificate, places: list[str]) -> str:
    dates = (certificate.not_before, certificate.not_after)
    told = [
        f"Subject: {certificate.subject}",
        f"Issuer: {certificate.issuer}",
        *(
            f"{name}: {when:%Y-%m-%d}"
            for name, when in zip(("From", "To"), dates, strict=True)
            if when
        ),
        f"SHA-256: {certificate.sha256}",
        *places,
    ]
    return "".join(f"{comment(one)}\n" for one in told) + pem(certificate)
