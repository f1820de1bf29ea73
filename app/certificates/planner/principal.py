"""Compares the principal name that Outlook Anywhere wants with the certificate that was seen."""

from app.certificates.planner.hosts import host_name
from app.certificates.planner.sightings import Sightings
from app.domain.deployment import PrincipalSeen
from app.domain.msstd import PrincipalMatch, PrincipalNames, match_principal


def principal_seen(sightings: Sightings) -> PrincipalSeen | None:
    """Give the three-way answer; None where the settings know no Outlook Anywhere.

    protocol.md 5.5 [RCA-MSSTD-SAN]
    """
    block = sightings.outlook_anywhere
    server = block.text("Server").strip() if block else ""
    if block is None or not server:
        return None
    shown = sightings.shown.get(host_name(server))
    principal = match_principal(
        PrincipalNames(common=shown.names.common, dns=shown.names.dns)
        if shown
        else PrincipalNames(),
        server=server,
        principal=block.text("CertPrincipalName"),
    )
    is_known = shown is not None or principal.match is PrincipalMatch.NOT_ASKED
    events = (sightings.settings_event, shown.event if shown else 0)
    return PrincipalSeen(
        server=server,
        wanted=principal.wanted,
        match=principal.match if is_known else None,
        evidence=tuple(event for event in events if event),
    )
