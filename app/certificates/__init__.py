"""The certificate judge: what this client thinks of a chain for a host name."""

from app.certificates.examination import Examiner
from app.certificates.here import judge_here
from app.certificates.judge import judge
from app.certificates.names import BothEras, NameRules, match_both
from app.certificates.reading import CertificateNames, certificate_of, names_in
from app.certificates.stores import TrustStores, WrongTrustFileError

__all__ = [
    "BothEras",
    "CertificateNames",
    "Examiner",
    "NameRules",
    "TrustStores",
    "WrongTrustFileError",
    "certificate_of",
    "judge",
    "judge_here",
    "match_both",
    "names_in",
]
