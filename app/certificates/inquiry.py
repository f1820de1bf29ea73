"""One question about one certificate: does its issuer still stand by it?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.certificates.reading import Parsed
from app.domain.revocation import RevocationAnswer, RevocationSource, RevocationStatus

SKEW = timedelta(minutes=5)
"""By how much clocks may differ: as much as Kerberos lets them. RFC 4120 1.6"""
LONGEST_WITHOUT_END = timedelta(days=1)
"""How old an answer may be that does not say when a newer one is due. RFC 6960 4.2.2.1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """The certificate, who must have signed the answer, and when it must hold."""

    certificate: Parsed
    issuer: Parsed
    now: datetime
    source: RevocationSource = RevocationSource.NONE
    url: str = ""

    def unknown(self, detail: str) -> RevocationAnswer:
        """Say that nothing is known, in one sentence why."""
        return self._answer(RevocationStatus.UNKNOWN, detail=detail)

    def told(
        self,
        *,
        as_of: datetime,
        until: datetime | None,
        revoked_at: datetime | None = None,
        partly: str = "",
    ) -> RevocationAnswer:
        """Give what the issuer says, if it is of now; `partly`: why good would be too much said."""
        trouble = self._out_of_date(as_of, until)
        status = RevocationStatus.GOOD
        if trouble or (partly and revoked_at is None):
            status = RevocationStatus.UNKNOWN
        elif revoked_at is not None:
            status = RevocationStatus.REVOKED
        return self._answer(
            status, detail=trouble or partly, as_of=as_of, until=until, revoked_at=revoked_at
        )

    def _out_of_date(self, as_of: datetime, until: datetime | None) -> str:
        if as_of - SKEW > self.now:
            return f"The answer is of {_time(as_of)}, which is still to come on this PC's clock."
        if until is None and self.now - as_of > LONGEST_WITHOUT_END:
            return f"The answer is of {_time(as_of)}, too old for one without an end."
        if until is not None and self.now - SKEW > until:
            return f"The answer has been out of date since {_time(until)}."
        return ""

    def _answer(
        self,
        status: RevocationStatus,
        *,
        detail: str = "",
        as_of: datetime | None = None,
        until: datetime | None = None,
        revoked_at: datetime | None = None,
    ) -> RevocationAnswer:
        return RevocationAnswer(
            subject=self.certificate.subject.rfc4514_string(),
            sha256=self.certificate.sha256,
            source=self.source,
            status=status,
            url=self.url,
            as_of=as_of,
            until=until,
            revoked_at=revoked_at,
            detail=detail,
        )


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
