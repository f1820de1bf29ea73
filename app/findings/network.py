"""The network as a whole: none at all, no DNS, broken IPv6, long waits."""

from collections.abc import Iterator
from typing import Final

from app.domain.connections import AddressOutcome, AddressTried
from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.findings.case import Case
from app.findings.raising import Raised, by_host, events_of, names_text, raised, rows_of
from app.wording.language import _
from app.wording.lines import number

_SILENT: Final = frozenset(
    {FailureKind.UNREACHABLE, FailureKind.NO_ANSWER_FROM_DNS, FailureKind.TIMED_OUT}
)


_LONG_MS: Final = 5_000.0
"""From here on a user notices that something is slow."""


def nothing_reachable(case: Case) -> Iterator[Raised]:
    """Not one server, and not DNS: the PC itself has no network."""
    whole = case.asked
    hosts = {one.host for one in whole}
    reached = any(one.exchange.legs or one.certificate for one in whole)
    if case.found_nothing and len(hosts) > 1 and not reached:
        silent = [one for one in whole if one.kind in _SILENT]
        if len(silent) == len(whole):
            yield raised(
                "nothing-reachable",
                Severity.ERROR,
                _("This PC reaches no server at all"),
                meaning=_("Nothing is known of the servers: not one of them could be asked."),
                advice=_(
                    "Check the PC's network first: cable or wireless, address, DNS servers,"
                    " VPN, and whether the way out goes through a proxy."
                ),
                events=events_of(silent),
                explains=rows_of(silent),
            )


def dns_silent(case: Case) -> Iterator[Raised]:
    """The DNS servers do not answer, which says nothing of the names."""
    unknown = [one for one in case.asked if one.kind is FailureKind.NO_ANSWER_FROM_DNS]
    lookups = [
        row
        for row, lookup in case.parts.lookups
        if lookup.failure and lookup.failure.kind is FailureKind.NO_ANSWER_FROM_DNS
    ]
    if unknown or lookups:
        hosts = dict.fromkeys(one.host for one in unknown)
        yield raised(
            "dns-silent",
            case.decisive,
            _("DNS gives no answer about {names}").format(
                names=names_text(hosts) or _("the service record")
            ),
            meaning=_(
                "Whether these names exist is not known. Outlook waits, and finds no server."
            ),
            advice=_(
                "See which DNS servers this PC asks, and that they answer; try another"
                " one with --resolver."
            ),
            events=(*events_of(unknown), *(row.event for row in lookups)),
            explains=rows_of(unknown),
        )


def broken_ipv6(case: Case) -> Iterator[Raised]:
    """An IPv6 address fails where IPv4 works. Symptom 90"""
    for one in (*case.parts.asked, *case.parts.checks):
        for connection in one.exchange.connections:
            tried = connection.dial.tried if connection.dial else ()
            failed = [each for each in tried if ":" in each.address and _failed(each)]
            works = [each for each in tried if ":" not in each.address and not _failed(each)]
            if failed and works:
                yield raised(
                    "ipv6-broken",
                    Severity.WARNING,
                    _("{host} does not answer at {address} (IPv6), but at {address_2}").format(
                        host=one.host, address=failed[0].address, address_2=works[0].address
                    ),
                    meaning=_(
                        "A client that tries one address after the other waits for the first one"
                        " before it takes the second."
                    ),
                    advice=_(
                        "Let the server answer over IPv6, take its IPv6 address out of DNS, or"
                        " repair IPv6 on the way."
                    ),
                    events=one.events,
                )
                return


def _failed(tried: AddressTried) -> bool:
    return tried.outcome is AddressOutcome.FAILED


def slow(case: Case) -> Iterator[Raised]:
    """An attempt that succeeded took long."""
    late = [
        one
        for one in case.asked
        if one.waited_ms >= _LONG_MS and one.kind is None and one.exchange.finished
    ]
    for host, attempts in by_host(late).items():
        seconds = max(one.waited_ms for one in attempts) / 1000
        yield raised(
            "slow-answer",
            Severity.WARNING,
            _("{host} took {seconds} s to answer").format(host=host, seconds=number(seconds)),
            meaning=_("Outlook waits as long, each time that it looks for its settings."),
            advice=_(
                "Look at the lines below this request for where the time went: name,"
                " connection, TLS or the server itself."
            ),
            events=events_of(attempts),
        )
