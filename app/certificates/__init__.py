"""The certificate judge: what this client thinks of a chain for a host name."""

from app.certificates.examination import Examiner
from app.certificates.judge import judge
from app.certificates.names import NameRules
from app.certificates.stores import TrustStores, WrongTrustFileError

__all__ = ["Examiner", "NameRules", "TrustStores", "WrongTrustFileError", "judge"]
