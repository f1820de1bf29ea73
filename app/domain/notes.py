"""Remarks that are neither attempts nor results."""

from enum import StrEnum

from msgspec import Struct


class NoteCode(StrEnum):
    """Things worth a line that are neither attempts nor results."""

    SRV_PORT_IGNORED = "srv-port-ignored"
    CONSENT_NOT_ASKED = "consent-not-asked"
    """The registry value RedirectServers names the host. [KB2480582]"""
    NAME_ALERT_SILENCED = "name-alert-silenced"
    """RedirectServers names the host, so that Outlook shows no alert about a wrong name alone.
    [KB2783881]"""
    SITE_FOUND = "site-found"
    """A domain controller told the PC's AD site."""
    SITE_NOT_MAPPED = "site-not-mapped"
    """A domain controller answered that the PC's subnet belongs to no AD site."""
    SITE_UNKNOWN = "site-unknown"
    POINTER_NOT_FOLLOWED = "pointer-not-followed"
    """An object names a directory that is not asked; the detail says why."""
    STOOD_STILL = "stood-still"
    """This PC slept, or something stopped the program, for as long as the subject says."""
    CLOCK_SET_FORWARD = "clock-set-forward"
    CLOCK_SET_BACK = "clock-set-back"
    """Somebody, or a time service, set the clock while the run went on."""
    FILE_READ = "file-read"
    NOTHING_TRUSTED = "nothing-trusted"
    """No trust anchor was found on this PC, so that every certificate counts as untrusted."""
    NOT_AN_ANCHOR = "not-an-anchor"
    """A file that was to be trusted holds certificates that are no anchors; the detail names
    them."""
    FOREIGN_LINE = "foreign-line"
    """A line of another program's log; the detail says what it means."""
    PERMANENT_REDIRECT_IGNORED = "permanent-redirect-ignored"
    """Status 308, which Outlook 2007 is not known to follow."""
    TLS_INSPECTED = "tls-inspected"
    """A certificate looks like that of a product which reads inside TLS; the detail names it."""


class Noted(Struct, frozen=True, kw_only=True, tag="noted"):
    """A remark; `subject` is what it is about (a host, a URL, a path)."""

    code: NoteCode
    subject: str
    detail: str = ""
