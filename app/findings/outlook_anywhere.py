"""Outlook Anywhere's own test of the certificate: its principal name. protocol.md 5.5"""

from collections.abc import Iterator

from app.domain.finding import Severity
from app.domain.msstd import Principal, PrincipalMatch, PrincipalNames, match_principal
from app.domain.settings import ProtocolSettings, Service
from app.findings.case import Case
from app.findings.parts import Tried
from app.findings.places import common_name
from app.findings.raising import Raised, raised
from app.wording.exchange_2007 import set_principal_name
from app.wording.language import _

_PREFIX = "msstd:"


def principal_name_wrong(case: Case) -> Iterator[Raised]:
    """CertPrincipalName names something that the certificate does not hold. Symptoms 12, 13"""
    for block, tried, names in _proxies(case):
        expected = _expected(block, names)
        common = next(iter(names.common), "")
        if expected.match is not PrincipalMatch.NO_NAME or not common:
            continue
        host = expected.wanted[len(_PREFIX) :]
        wildcard = next(
            (name for name in (*names.common, *names.dns) if _stands_for(name, host)), ""
        )
        right = wildcard or common
        yield raised(
            "msstd-wildcard" if wildcard else "msstd-mismatch",
            Severity.ERROR,
            _(
                "Outlook Anywhere expects a certificate for {host}, and {host_2} shows"
                " one for {right}"
            ).format(host=host, host_2=tried.host, right=right),
            meaning=_(
                "Outlook Anywhere does not connect: it asks for the password again and"
                " again, or says that there is a problem with the proxy server's"
                " security certificate."
            ),
            advice=(
                _("Tell the clients the name as it stands in the certificate, with its asterisk.")
                if wildcard
                else _(
                    "Let CertPrincipalName name what stands in the certificate, or get a"
                    " certificate for the expected name."
                )
            ),
            command=set_principal_name(right),
            events=(*case.settings_events, *tried.events),
            source="TechNet, More on Exchange 2007 and certificates"
            if wildcard
            else "Microsoft Remote Connectivity Analyzer,"
            " mutual-authentication-could-not-be-established",
        )


def principal_name_not_common(case: Case) -> Iterator[Raised]:
    """Only a second name matches: Windows XP does not look there. Symptom 11"""
    for block, tried, names in _proxies(case):
        expected = _expected(block, names)
        if expected.match is PrincipalMatch.OTHER_NAME_ONLY and names.common:
            common = names.common[0]
            yield raised(
                "msstd-second-name",
                Severity.WARNING,
                _(
                    "Outlook Anywhere expects {wanted} as the certificate's common name,"
                    " which is {common}"
                ).format(wanted=expected.wanted[len(_PREFIX) :], common=common),
                meaning=_(
                    "Windows XP, and Vista before Service Pack 1, compare with the common"
                    " name alone: there Outlook asks for the password again and again."
                ),
                advice=_(
                    "Tell the clients the common name, or get a certificate with the"
                    " published name first."
                ),
                command=set_principal_name(common),
                events=(*case.settings_events, *tried.events),
                source="Microsoft Remote Connectivity Analyzer,"
                " mutual-authentication-established-subject-alternative-name",
            )


def _proxies(case: Case) -> Iterator[tuple[ProtocolSettings, Tried, PrincipalNames]]:
    """Give each block for outside, the check of its RPC proxy, and the names shown there."""
    for block in case.blocks("EXPR"):
        server = block.text("Server").strip().lower()
        for tried in case.tried:
            judged = tried.asked.judged if tried.asked else None
            is_proxy = tried.service is Service.OUTLOOK_ANYWHERE and tried.host in server
            if is_proxy and tried.host and judged and judged.verdict.presented:
                leaf = judged.verdict.presented[0]
                common = common_name(leaf.subject)
                yield (
                    block,
                    tried,
                    PrincipalNames(common=(common,) if common else (), dns=leaf.names),
                )
                break


def _expected(block: ProtocolSettings, names: PrincipalNames) -> Principal:
    server = block.text("Server").strip().lower()
    return match_principal(names, server=server, principal=block.text("CertPrincipalName"))


def _stands_for(name: str, expected: str) -> bool:
    return name.startswith("*.") and expected.lower().partition(".")[2] == name[2:].lower()
