"""IsUMEnabled: whether the user has voice mail. protocol.md 7.4"""

from typing import Final

from app.domain.failures import Failure, FailureKind
from app.domain.probing import UmTold
from app.protocol.soap import MESSAGES, envelope, read_soap
from app.protocol.xml_document import child, text

OPERATION: Final = "IsUMEnabled"
_ANSWERS: Final = {"true": True, "1": True, "false": False, "0": False}
"""https://www.w3.org/TR/xmlschema-2/ 3.2.2"""


def um_request() -> str:
    """Ask about whoever is signed in. [EXDEV]"""
    return envelope(f'    <IsUMEnabled xmlns="{MESSAGES}" />\n')


def read_um(body: bytes, content_type: str = "") -> UmTold | Failure:
    """Say yes or no."""
    answer = read_soap(body, content_type, OPERATION)
    if isinstance(answer, Failure):
        return answer
    # An element of the same name lies in the other. [EXDEV]
    said = text(child(answer, f"{OPERATION}Response")) or text(child(answer, f"{OPERATION}Result"))
    enabled = _ANSWERS.get((said or text(answer)).lower())
    if enabled is None:
        detail = "The answer says neither yes nor no to voice mail."
        return Failure(kind=FailureKind.NOT_THE_SERVICE, detail=detail)
    return UmTold(enabled=enabled)
