"""GetUserAvailability: a mailbox's free/busy information for one day. protocol.md 7.2"""

from datetime import date, timedelta
from typing import Final

from app.domain.failures import Failure
from app.domain.probing import AvailabilityTold
from app.protocol.soap import MESSAGES, TYPES, envelope, in_xml, keeper, read_soap, refusal
from app.protocol.xml_document import child, child_text

OPERATION: Final = "GetUserAvailability"

keep = keeper("FreeBusyViewType")
"""Leaves out when the user is busy, let alone with what."""


def availability_request(address: str, day: date) -> str:
    """Ask for the least: one day, of one mailbox, merged into one digit for each hour. [EXDEV]"""
    return envelope(
        f'    <GetUserAvailabilityRequest xmlns="{MESSAGES}" xmlns:t="{TYPES}">\n'
        "      <t:TimeZone>\n"
        "        <t:Bias>0</t:Bias>\n"
        f"        <t:StandardTime>{_change(10)}</t:StandardTime>\n"
        f"        <t:DaylightTime>{_change(3)}</t:DaylightTime>\n"
        "      </t:TimeZone>\n"
        "      <MailboxDataArray>\n"
        "        <t:MailboxData>\n"
        f"          <t:Email><t:Address>{in_xml(address)}</t:Address></t:Email>\n"
        "          <t:AttendeeType>Required</t:AttendeeType>\n"
        "          <t:ExcludeConflicts>false</t:ExcludeConflicts>\n"
        "        </t:MailboxData>\n"
        "      </MailboxDataArray>\n"
        "      <t:FreeBusyViewOptions>\n"
        "        <t:TimeWindow>\n"
        f"          <t:StartTime>{day.isoformat()}T00:00:00</t:StartTime>\n"
        f"          <t:EndTime>{(day + timedelta(days=1)).isoformat()}T00:00:00</t:EndTime>\n"
        "        </t:TimeWindow>\n"
        "        <t:MergedFreeBusyIntervalInMinutes>60</t:MergedFreeBusyIntervalInMinutes>\n"
        "        <t:RequestedView>MergedOnly</t:RequestedView>\n"
        "      </t:FreeBusyViewOptions>\n"
        "    </GetUserAvailabilityRequest>\n"
    )


def read_availability(body: bytes, content_type: str = "") -> AvailabilityTold | Failure:
    """Say whether there is free/busy information, from an answer or from what was kept of it."""
    answer = read_soap(body, content_type, OPERATION)
    if isinstance(answer, Failure):
        return answer
    array = child(answer, "FreeBusyResponseArray")
    response = None if array is None else child(array, "FreeBusyResponse")
    refused = refusal(None if response is None else child(response, "ResponseMessage"))
    if refused is not None:
        return refused
    view = None if response is None else child(response, "FreeBusyView")
    return AvailabilityTold(view="" if view is None else child_text(view, "FreeBusyViewType")[:40])


def _change(month: int) -> str:
    # A schema wants both; with no bias of their own they change nothing.
    return (
        "<t:Bias>0</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>5</t:DayOrder>"
        f"<t:Month>{month}</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek>"
    )
