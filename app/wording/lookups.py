"""What was asked of DNS, directories and domain controllers, each in one line."""

from app.domain.attempts import Lookup, Ping, Search
from app.domain.failures import FailureKind
from app.wording.failures import failure_text
from app.wording.language import _, ngettext
from app.wording.lines import Line, Mark, Verdict, line, under_way


def lookup_line(lookup: Lookup, *, over: bool, duration_ms: float | None) -> Line:
    """Describe a DNS attempt."""
    verdict, mark = _lookup_verdict(lookup, duration_ms) or under_way(_("asking DNS"), over=over)
    return line(f"SRV {lookup.question.name}", verdict, mark)


def search_line(search: Search, *, over: bool, duration_ms: float | None) -> Line:
    """Describe an LDAP attempt."""
    verdict, mark = _search_verdict(search, duration_ms) or under_way(
        _("asking the directory"), over=over
    )
    return line(_("Search {url}").format(url=search.question.url), verdict, mark)


def ping_line(ping: Ping, *, over: bool, duration_ms: float | None) -> Line:
    """Describe a ping of a domain controller."""
    what = _("Ping {url}").format(url=ping.question.url)
    if ping.failure:
        # Nothing but the site is missing then.
        return line(what, failure_text(ping.failure, duration_ms=duration_ms), Mark.WARNING)
    if ping.controller is None:
        return line(what, *under_way(_("asking the domain controller"), over=over))
    site = ping.controller.client_site
    if site:
        return line(what, _("this PC is in AD site {site}").format(site=site), Mark.GOOD)
    return line(what, _("the subnet of this PC is mapped to no AD site"), Mark.WARNING)


def _lookup_verdict(lookup: Lookup, duration_ms: float | None) -> Verdict | None:
    if lookup.failure:
        if lookup.failure.kind is FailureKind.NAME_NOT_FOUND:
            return _("there is no such record"), Mark.INFORMATION
        return failure_text(lookup.failure, duration_ms=duration_ms), Mark.BAD
    if not lookup.records:
        return (_("there is no such record"), Mark.INFORMATION) if lookup.finished else None
    if all(record.target == "." for record in lookup.records):
        # RFC 2782: "." means that the service is decidedly not available at this domain.
        return _("the record says that there is no such service"), Mark.WARNING
    best = lookup.records[0]
    others = len(lookup.records) - 1
    text = _("{target}, port {port}, and {others} more") if others else _("{target}, port {port}")
    return text.format(target=best.target, port=best.port, others=others), Mark.GOOD


def _search_verdict(search: Search, duration_ms: float | None) -> Verdict | None:
    if search.failure:
        return failure_text(search.failure, duration_ms=duration_ms), Mark.BAD
    if not search.entries and not search.finished:
        return None
    count, references = len(search.entries), search.references
    text = (
        ngettext("{count} object found", "{count} objects found", count).format(count=count)
        if count
        else _("no object found")
    )
    if references:
        text += "; " + ngettext(
            "the answer points to {count} other directory, not asked",
            "the answer points to {count} other directories, not asked",
            references,
        ).format(count=references)
    return text, Mark.GOOD if count else Mark.WARNING
