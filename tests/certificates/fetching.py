"""A web out of a table, and certificates that point into it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID as Access

from app.certificates import NameRules, TrustStores, judge
from app.domain.failures import Failure, FailureKind
from app.domain.retrieval import Fetched, Retrieval, Wanted
from app.domain.verdict import Verdict
from tests.certificates.chains import AT, Replacements, Signed

NOWHERE = Failure(kind=FailureKind.REFUSED, detail="Nothing listens there.")


@dataclass
class Web:
    """Implements domain.retrieval.Retrieve; what is not in the table refuses."""

    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[Wanted] = field(default_factory=list)

    async def __call__(self, wanted: Wanted) -> Fetched:
        self.asked.append(wanted)
        content = self.pages.get(wanted.url)
        if content is None:
            return Fetched(failure=NOWHERE)
        return Fetched(content=content, duration_ms=1.0)


@dataclass
class Told:
    retrievals: list[Retrieval] = field(default_factory=list)

    def __call__(self, retrieval: Retrieval) -> None:
        self.retrievals.append(retrieval)


def pointing(
    *,
    issuers: Sequence[str] = (),
    ocsp: Sequence[str] = (),
    crls: Sequence[str] = (),
) -> Replacements:
    """Give the extensions of a certificate that names these URLs."""
    entries = [
        x509.AccessDescription(kind, x509.UniformResourceIdentifier(url))
        for kind, urls in ((Access.CA_ISSUERS, issuers), (Access.OCSP, ocsp))
        for url in urls
    ]
    points = [
        x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)
        for url in crls
    ]
    return {
        x509.AuthorityInformationAccess: x509.AuthorityInformationAccess(entries)
        if entries
        else None,
        x509.CRLDistributionPoints: x509.CRLDistributionPoints(points) if points else None,
    }


def judging(anchor: Signed, host: str) -> "Judging":
    return Judging(TrustStores.of({"system": [anchor.der]}), host)


@dataclass
class Judging:
    """Implements certificates.examination.Judge for one set of anchors."""

    stores: TrustStores
    host: str

    def __call__(self, chain: Sequence[bytes], host: str, extra: Sequence[bytes] = ()) -> Verdict:
        rules = NameRules.OUTLOOK_2007
        return judge(chain, host, self.stores, at=AT, rules=rules, extra=extra)
