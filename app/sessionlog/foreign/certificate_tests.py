"""Puts the analyzer's tests of one certificate together to a verdict."""

import re
from typing import Final

from app.domain.acceptance import Acceptance, Ground
from app.domain.connections import Judged
from app.domain.verdict import Certificate, MatchedBy, Problem, Verdict
from app.protocol.connectivity_analyzer import Status, Test

NOT_TESTED: Final = "The analyzer did not come to test the {}."
_OBTAIN: Final = re.compile(r"obtain the SSL certificate")
_NAME: Final = re.compile(r"Validating the certificate name")
_TRUST: Final = re.compile(r"Certificate trust is being validated")
_CHAIN: Final = re.compile(r"intermediate certificates")
_DATE: Final = re.compile(r"certificate date")
_SUBJECT: Final = re.compile(r"Subject:\s*(.+?),\s*Issuer:\s*(.+?)\.?\s*$", re.DOTALL)
_NO_DATE: Final = None


def is_good(test: Test) -> bool:
    """Tell whether a test was passed, with or without warnings."""
    return test.status in {Status.SUCCESS, Status.WARNING}


class CertificateTests:
    """The tests of one certificate, put together to a verdict."""

    def __init__(self, test: Test, host: str, port: int) -> None:
        self.test = test
        self._host, self._port = host, port
        self._subject = self._issuer = ""
        self._answers: dict[str, Test] = {}
        self._is_chain_whole = True

    @property
    def was_seen(self) -> bool:
        """Whether the analyzer got hold of one."""
        return bool(self._subject or self._answers) or is_good(self.test)

    def takes(self, test: Test) -> bool:
        """Take a test that belongs to this certificate; False where it is another one's."""
        if self.test.depth and test.depth <= self.test.depth:
            return False
        text = test.description
        if _OBTAIN.search(text):
            if found := _SUBJECT.search(test.details):
                self._subject, self._issuer = found[1].strip(), found[2].strip()
        elif _NAME.search(text):
            self._answers["name"] = test
        elif _TRUST.search(text):
            self._answers["trust"] = test
        elif _CHAIN.search(text):
            self._is_chain_whole = test.status is Status.SUCCESS
        elif _DATE.search(text):
            self._answers["date"] = test
        else:
            # In an HTML report nothing but the words tells where the certificate's tests end.
            return test.depth > self.test.depth or "certificate" in text.lower()
        return True

    def judged(self) -> Judged:
        """Give the verdict; what was not tested counts as good, and is named in the reasons."""
        good = {what: self._is_good(what) for what in ("trust", "date", "name")}
        problems = {
            "trust": Problem.UNKNOWN_ISSUER,
            "date": Problem.EXPIRED,
            "name": Problem.NAME_MISMATCH,
        }
        found = [problems[what] for what, is_good in good.items() if not is_good]
        if not self._is_chain_whole:
            found.append(Problem.MISSING_INTERMEDIATE)
        name = self._answers.get("name")
        in_common_name = name is not None and "common name" in name.details.lower()
        leaf = Certificate(
            subject=self._subject,
            issuer=self._issuer,
            names=(),
            not_before=_NO_DATE,
            not_after=_NO_DATE,
            sha256="",
        )
        verdict = Verdict(
            host=self._host,
            trusted=good["trust"],
            in_date=good["date"],
            name_matches=good["name"],
            matched_by=_matched_by(in_common_name=in_common_name) if good["name"] else None,
            matched_name=self._host if good["name"] else "",
            problems=tuple(found),
            presented=(leaf,),
            path=(leaf,),
            anchor=None,
            reasons=tuple(self._reasons()),
        )
        is_good = verdict.is_good
        ground = Ground.GOOD if is_good else Ground.REJECTED
        return Judged(
            host=self._host,
            port=self._port,
            verdict=verdict,
            acceptance=Acceptance(accepted=is_good, ground=ground),
            tls_version="",
            cipher="",
        )

    def _is_good(self, what: str) -> bool:
        return what not in self._answers or self._answers[what].status is not Status.ERROR

    def _reasons(self) -> list[str]:
        told = [test.result for test in self._answers.values() if test.status is Status.ERROR]
        if is_good(self.test):
            return told
        untested = [what for what in ("trust", "date", "name") if what not in self._answers]
        return told + [NOT_TESTED.format(what) for what in untested]


def _matched_by(*, in_common_name: bool) -> MatchedBy:
    return MatchedBy.COMMON_NAME if in_common_name else MatchedBy.SAN
