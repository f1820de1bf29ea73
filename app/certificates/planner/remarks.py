"""Says what an administrator should know beside the plan, one sentence each."""

from collections.abc import Iterator

from app.certificates.planner.hosts import host_of, is_public, scheme_of
from app.certificates.planner.names import (
    SERVER,
    Published,
    inside_hosts,
    other_servers,
    scp_hosts,
    server_name,
)
from app.certificates.planner.sightings import Sightings
from app.domain.acceptance import Ground
from app.domain.address import same_organisation
from app.domain.settings import Scope, Service
from app.domain.verdict import Problem
from app.protocol.server_version import read_server_version
from app.wording.language import _

_EXCHANGE_2007 = 8
_MAIL = (Service.IMAP, Service.POP3, Service.SMTP)


def remarks_of(sightings: Sightings, published: Published) -> Iterator[str]:
    """Give the remarks, what matters most first."""
    yield from _about_certificates(sightings)
    yield from _about_names(sightings, published)
    yield from _about_addresses(sightings)
    yield from _about_the_session(sightings)


def _about_certificates(sightings: Sightings) -> Iterator[str]:
    for one in sightings.certificates():
        judged = one.judged
        problems = judged.verdict.problems
        if Problem.SELF_SIGNED in problems:
            yield _self_signed(judged.host, tolerated=judged.acceptance.ground is Ground.TOLERATED)
        if Problem.EXPIRED in problems:
            yield _("The certificate of {host} has expired: request it anew.").format(
                host=judged.host
            )
        if Problem.MISSING_INTERMEDIATE in problems:
            yield (
                _(
                    "{host} does not send the intermediate certificate of its authority:"
                    " install that on the server; the certificate itself can stay."
                ).format(host=judged.host)
            )
        if Problem.UNKNOWN_ISSUER in problems:
            yield (
                _(
                    "The issuer of the certificate of {host} is not trusted on this PC: take"
                    " a public authority, or give every PC the root certificate of that"
                    " issuer."
                ).format(host=judged.host)
            )


def _self_signed(host: str, *, tolerated: bool) -> str:
    # [SEED] [SELFSIGNED], protocol.md 5.3
    if tolerated:
        return _(
            "The self-signed certificate of {host} works for domain-joined clients,"
            " as it comes with a fresh installation. It does not work outside, for"
            " Outlook Anywhere or for phones: replace it as soon as possible."
        ).format(host=host)
    return _(
        "The certificate of {host} is self-signed: domain-joined clients may let"
        " it pass, nobody else does. Replace it as soon as possible."
    ).format(host=host)


def _about_names(sightings: Sightings, published: Published) -> Iterator[str]:
    if published.is_proposed:
        yield (
            _(
                "No name for clients outside was seen; {host} is a proposal. Where you"
                " use another one, put it in its place."
            ).format(host=published.host)
        )
    used = dict.fromkeys((*scp_hosts(sightings), *inside_hosts(sightings)))
    inside = [host for host in used if not is_public(host)]
    if inside:
        # UNSOURCED (CA/B Forum), protocol.md 5.4
        yield (
            _(
                "Public authorities, as far as is known, no longer issue for inside"
                " names ({names}). A new public certificate therefore wants inside"
                " addresses under a public name, and split DNS."
            ).format(names=", ".join(inside[:4]))
        )
    wrong = {
        one.host
        for one in sightings.services_of(Scope.EXTERNAL)
        if one.host and not is_public(one.host)
    }
    if wrong:
        yield (
            _(
                "Clients outside are sent to {hosts}, which only resolves inside: set"
                " the addresses for clients outside."
            ).format(hosts=", ".join(sorted(wrong)[:4]))
        )
    others = other_servers(sightings)
    if others:
        yield (
            _(
                "The commands are for {server}. The directory names more Client"
                " Access servers, which may want the same: {others}."
            ).format(server=server_name(sightings), others=", ".join(others[:8]))
        )
    if server_name(sightings) == SERVER:
        yield _(
            "This session does not tell the name of the server: put it in place of {placeholder}."
        ).format(placeholder=SERVER)


def _about_addresses(sightings: Sightings) -> Iterator[str]:
    if any(
        one.service.service is Service.OAB and scheme_of(one.service.url) == "http"
        for one in sightings.services
    ):
        # [SEED] [EX07-PSBOOK], protocol.md 6.0
        yield _("The offline address book goes over http, unencrypted, as after set-up.")
    mail = dict.fromkeys(one.service.service for one in sightings.services)
    named = [one.value.upper() for one in mail if one in _MAIL]
    if named:
        yield (
            _(
                "The settings also name servers for {named}: add their names, and these"
                " services to Enable-ExchangeCertificate, where the same certificate"
                " serves them."
            ).format(named=", ".join(named))
        )


def _about_the_session(sightings: Sightings) -> Iterator[str]:
    if sightings.settings is None:
        yield (
            _(
                "This session came to no settings, so that the service URLs are not"
                " known. Sign in, or repair the first fault, and look again."
            )
        )
    seen = {
        sightings.autodiscover in sightings.resolved,
        sightings.redirect is not None,
        sightings.srv is not None,
    }
    if seen != {True}:
        yield (
            _(
                "Outlook stops at the first success, and so does this session. A survey"
                " (--mode survey) looks at every way, and tells more about the methods."
            )
        )
    if sightings.found_url.startswith("https://"):
        yield from _hosted(sightings)
    block = sightings.exchange
    version = read_server_version(block.text("ServerVersion")) if block else None
    if version is not None and version.major == _EXCHANGE_2007:
        # UNSOURCED: the meaning of the minor number. protocol.md 4.5
        spelling = _("SP1 and later") if version.minor else _("the release without a service pack")
        yield _(
            "The server's version is {version}: where spellings differ, take that of {spelling}."
        ).format(version=version, spelling=spelling)
    elif version is not None:
        yield (
            _(
                "The server says that its version is {version}, which is not Exchange"
                " 2007: the commands of its own shell may differ."
            ).format(version=version)
        )


def _hosted(sightings: Sightings) -> Iterator[str]:
    host = host_of(sightings.found_url)
    is_ours = same_organisation(host, sightings.domain) or not is_public(host)
    if host and not is_ours:
        yield (
            _(
                "The settings come from {host}, of another organisation: its"
                " certificates are in its hands."
            ).format(host=host)
        )
