"""The fields of a certificate in words, for window, terminal and export alike."""

from datetime import datetime

from app.domain.inspection import CertificateDetails, Inspection
from app.domain.verdict import Certificate, Verdict
from app.wording.forms import moment_text
from app.wording.language import _, said
from app.wording.lines import Line, Mark, line


def inspection_line(inspection: Inspection) -> Line:
    """Tell in one line what came of a look."""
    judged = inspection.judged
    if judged is None:
        why = said(inspection.failure.detail) if inspection.failure else _("no certificate came")
        return line(inspection.target, why, Mark.BAD)
    name = judged.verdict.host
    for_name = (
        _(", judged for {name}").format(name=name)
        if name and not inspection.target.startswith(name)
        else ""
    )
    verdict = _("accepted") if inspection.accepted else _("not accepted")
    mark = Mark.GOOD if inspection.accepted else Mark.BAD
    return line(f"{inspection.target}{for_name}", verdict, mark)


def certificate_role(verdict: Verdict, certificate: Certificate) -> str:
    """Tell from where a certificate of the chain comes."""
    places = [one.sha256 for one in verdict.presented]
    if certificate.sha256 in places:
        return _("the server's own") if places[0] == certificate.sha256 else _("sent by the server")
    anchor = verdict.anchor
    if anchor and certificate.sha256 == anchor.sha256:
        return _("trusted here (store: {stores})").format(stores=", ".join(anchor.stores))
    return _("not sent by the server")


def certificate_facts(
    certificate: Certificate, details: CertificateDetails | None
) -> tuple[tuple[str, str], ...]:
    """Give every field that matters, with its caption; those that are empty are left out."""
    more = details or CertificateDetails(sha1="")
    facts = (
        (_("Subject"), certificate.subject),
        (_("Issuer"), certificate.issuer),
        (_("Names"), ", ".join(certificate.names) or _("none")),
        (_("Valid from"), _date(certificate.not_before)),
        (_("Valid until"), _date(certificate.not_after)),
        (_("Serial number"), certificate.serial),
        (_("Version"), more.version),
        (_("Key"), certificate.key),
        (_("Signature"), certificate.signature),
        (_("Basic constraints"), said(more.constraints)),
        (_("Key usage"), ", ".join(map(said, more.usages))),
        (_("Purposes"), ", ".join(map(said, more.purposes))),
        (_("Issuer's certificate"), " ".join(more.issuer_urls)),
        ("OCSP", " ".join(more.ocsp_urls)),
        (_("Revocation lists"), " ".join(more.crl_urls)),
        (_("Subject key"), more.subject_key),
        (_("Authority key"), more.authority_key),
        ("SHA-1", fingerprint(more.sha1)),
        ("SHA-256", fingerprint(certificate.sha256)),
    )
    return tuple((caption, value) for caption, value in facts if value)


def leaf_facts(verdict: Verdict) -> tuple[tuple[str, str], ...]:
    """Give whose the server's own certificate is, who made it out, and for which time."""
    wanted = (_("Subject"), _("Issuer"), _("Valid from"), _("Valid until"))
    facts = [fact for one in verdict.presented[:1] for fact in certificate_facts(one, None)]
    return tuple(fact for fact in facts if fact[0] in wanted)


def fingerprint(digits: str) -> str:
    """Give a fingerprint as Windows and OpenSSL show it."""
    return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2)).upper()


def _date(value: datetime | None) -> str:
    return moment_text(value) if value else _("cannot be read")
