"""What a service told when it was asked for what Outlook asks of it; nothing private is in here."""

from enum import StrEnum

from msgspec import Struct


class OabTold(Struct, frozen=True, kw_only=True, tag="oab"):
    """The first address list of an offline address book's manifest."""

    name: str
    generation: int
    """It grows by one with each generation (seq)."""
    size: int
    """Bytes of the whole book, as it is downloaded."""
    file: str
    """The name of that file, beside the manifest."""


class AvailabilityTold(Struct, frozen=True, kw_only=True, tag="availability"):
    """There is free/busy information of the user; what it says is not kept."""

    view: str
    """FreeBusyViewType, as sent."""


class OofTold(Struct, frozen=True, kw_only=True, tag="oof"):
    """The out-of-office settings, without their texts."""

    state: str
    """OofState, as sent: Disabled, Enabled or Scheduled."""
    audience: str = ""
    """ExternalAudience, as sent: None, Known or All."""


class UmTold(Struct, frozen=True, kw_only=True, tag="um"):
    """Whether the user has voice mail; most users have none, which is no fault."""

    enabled: bool


class RpcProxyTold(Struct, frozen=True, kw_only=True, tag="rpc-proxy"):
    """The RPC proxy let the user in; whether the mailbox can be reached through it is not asked."""


Told = OabTold | AvailabilityTold | OofTold | UmTold | RpcProxyTold


class Withheld(StrEnum):
    """Why a service was not given credentials that the run had."""

    OTHER_ORGANISATION = "other-organisation"
    """Its host lies below another registered domain than all that the user has to do with."""
    NO_TLS = "no-tls"
