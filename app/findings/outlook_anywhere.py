"""Outlook Anywhere's own test of the certificate: its principal name. protocol.md 5.5"""

from collections.abc import Iterator

from app.domain.finding import Severity
from app.domain.settings import ProtocolSettings, Service
from app.findings.case import Case
from app.findings.parts import Tried
from app.findings.places import common_name
from app.findings.raising import Raised, certificate_names, raised
from app.wording.exchange_2007 import HOST, set_principal_name

_PREFIX = "msstd:"


def principal_name_wrong(case: Case) -> Iterator[Raised]:
    """CertPrincipalName names something that the certificate does not hold. Symptoms 12, 13"""
    for block, tried, expected in _expected(case):
        common, names = _names(tried)
        if not common or _covers(expected, (common, *names)):
            continue
        wildcard = next((name for name in (common, *names) if _stands_for(name, expected)), "")
        right = wildcard or common
        yield raised(
            "msstd-wildcard" if wildcard else "msstd-mismatch",
            Severity.ERROR,
            f"Outlook Anywhere expects a certificate for {expected}, and {tried.host} shows one for"
            f" {right}",
            meaning="Outlook Anywhere does not connect: it asks for the password again and again,"
            " or says that there is a problem with the proxy server's security certificate.",
            advice=(
                "Tell the clients the name as it stands in the certificate, with its asterisk."
                if wildcard
                else "Let CertPrincipalName name what stands in the certificate, or get a"
                " certificate for the expected name."
            ),
            command=set_principal_name(right or HOST),
            events=(*case.settings_events, *tried.events),
            source="TechNet, More on Exchange 2007 and certificates"
            if wildcard or not block.text("CertPrincipalName")
            else "Microsoft Remote Connectivity Analyzer,"
            " mutual-authentication-could-not-be-established",
        )


def principal_name_not_common(case: Case) -> Iterator[Raised]:
    """Only a second name matches: Windows XP does not look there. Symptom 11"""
    for _, tried, expected in _expected(case):
        common, names = _names(tried)
        if common and expected != common.lower() and _covers(expected, names):
            yield raised(
                "msstd-second-name",
                Severity.WARNING,
                f"Outlook Anywhere expects {expected} as the certificate's common name, which is"
                f" {common}",
                meaning="Windows XP, and Vista before Service Pack 1, compare with the common name"
                " alone: there Outlook asks for the password again and again.",
                advice="Tell the clients the common name, or get a certificate with the published"
                " name first.",
                command=set_principal_name(common),
                events=(*case.settings_events, *tried.events),
                source="Microsoft Remote Connectivity Analyzer,"
                " mutual-authentication-established-subject-alternative-name",
            )


def _expected(case: Case) -> Iterator[tuple[ProtocolSettings, Tried, str]]:
    """Give each block for outside, the check of its RPC proxy, and the name it expects."""
    proxies = [
        one
        for one in case.tried
        if one.service is Service.OUTLOOK_ANYWHERE and one.asked and one.asked.judged
    ]
    for block in case.blocks("EXPR"):
        said = block.text("CertPrincipalName").strip().lower()
        server = block.text("Server").strip().lower()
        expected = said.removeprefix(_PREFIX) if said else server
        of_block = [one for one in proxies if one.host and one.host in server]
        # `none` switches the test off. [EX07-PROTOCOL]
        if said != "none" and expected and of_block:
            yield block, of_block[0], expected


def _names(tried: Tried) -> tuple[str, tuple[str, ...]]:
    judged = tried.asked.judged if tried.asked else None
    presented = judged.verdict.presented if judged else ()
    common = common_name(presented[0].subject) if presented else ""
    return common, tuple(name.lower() for name in certificate_names(judged))


def _covers(expected: str, names: tuple[str, ...]) -> bool:
    # Name against name, letter by letter: the test knows no wildcards. [MSSTD-KB]
    return any(expected == name.lower() for name in names)


def _stands_for(name: str, expected: str) -> bool:
    return name.startswith("*.") and expected.partition(".")[2] == name[2:].lower()
