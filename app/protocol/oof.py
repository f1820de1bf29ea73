"""GetUserOofSettings: whether the user is out of office; the texts are left out. protocol.md 7.3"""

from typing import Final

from app.domain.failures import Failure
from app.domain.probing import OofTold
from app.protocol.soap import (
    MESSAGES,
    TYPES,
    envelope,
    in_xml,
    keeper,
    read_soap,
    refusal,
)
from app.protocol.xml_document import child, child_text

OPERATION: Final = "GetUserOofSettings"

keep = keeper("OofState", "ExternalAudience", "AllowExternalOof")
"""Leaves out what the user has written, and from when until when."""


def oof_request(address: str) -> str:
    """Ask for the settings of one's own mailbox; nobody else may. [EXDEV]"""
    # Without RequestServerVersion: Exchange 2007 has no version to choose from.
    return envelope(
        f'    <GetUserOofSettingsRequest xmlns="{MESSAGES}">\n'
        f'      <Mailbox xmlns="{TYPES}"><Address>{in_xml(address)}</Address></Mailbox>\n'
        "    </GetUserOofSettingsRequest>\n"
    )


def read_oof(body: bytes, content_type: str = "") -> OofTold | Failure:
    """Say the state, from an answer or from what was kept of it."""
    answer = read_soap(body, content_type, OPERATION)
    if isinstance(answer, Failure):
        return answer
    refused = refusal(child(answer, "ResponseMessage"))
    if refused is not None:
        return refused
    settings = child(answer, "OofSettings")
    if settings is None:
        return OofTold(state="")
    return OofTold(
        state=child_text(settings, "OofState")[:40],
        audience=child_text(settings, "ExternalAudience")[:40],
    )
