"""Gathers the certificates that attempts and services were shown: each once for its host."""

from collections.abc import Callable

from msgspec import Struct

from app.domain.acceptance import Ground
from app.domain.address import registrable_domain
from app.domain.connections import Judged
from app.domain.finding import Severity
from app.domain.settings import Scope
from app.domain.steps import StepName
from app.domain.verdict import Certificate, Problem
from app.findings.case import Case
from app.findings.parts import Asked, Tried
from app.findings.raising import (
    certificate_names,
    events_of,
    rows_of,
)
from app.wording.certificates import problem_title
from app.wording.exchange_2007 import (
    HOST,
    renew_self_signed_certificate,
    replace_certificate,
)
from app.wording.language import _


class Shown(Struct, frozen=True, kw_only=True):
    """One certificate at one host, with all attempts and services that met it."""

    host: str
    judged: Judged
    asked: tuple[Asked, ...]
    tried: tuple[Tried, ...]

    @property
    def problems(self) -> frozenset[Problem]:
        """What is wrong with it."""
        return frozenset(self.judged.verdict.problems)

    @property
    def leaf(self) -> Certificate | None:
        """The server's own certificate."""
        presented = self.judged.verdict.presented
        return presented[0] if presented else None

    @property
    def events(self) -> tuple[int, ...]:
        """All that it rests on."""
        return (*events_of(self.asked), *events_of(self.tried))

    @property
    def rows(self) -> frozenset[int]:
        """All that it explains."""
        return rows_of(self.asked) | rows_of(self.tried)

    @property
    def steps(self) -> frozenset[StepName]:
        """The steps that met it."""
        return frozenset(one.step for one in self.asked if one.step)

    def severity(self, case: Case) -> Severity:
        """Tell how much it matters: whether it stopped the run, or stands before every user."""
        if any(one.judged and one.judged.acceptance.ground is Ground.GRANTED for one in self.asked):
            return Severity.ERROR
        return case.decisive if self.asked else Severity.ERROR

    def also(self, *told: Problem) -> str:
        """Tell in one sentence what else is wrong with it."""
        faults = {
            Problem.SELF_SIGNED,
            Problem.UNKNOWN_ISSUER,
            Problem.EXPIRED,
            Problem.NOT_YET_VALID,
            Problem.NAME_MISMATCH,
            Problem.REVOKED,
        }
        rest = [one for one in self.judged.verdict.problems if one in faults and one not in told]
        return (
            _("Also: {problems}.").format(problems="; ".join(map(problem_title, rest)))
            if rest
            else ""
        )


def shown(case: Case, *, wanted: Callable[[Judged], bool]) -> tuple[Shown, ...]:
    """Give what the attempts and services that are not explained yet were shown."""
    asked: dict[tuple[str, str], list[Asked]] = {}
    tried: dict[tuple[str, str], list[Tried]] = {}
    first: dict[tuple[str, str], Judged] = {}
    for one in case.asked:
        judged = one.judged
        if judged and wanted(judged):
            key = judged.host, judged.verdict.leaf_sha256
            first.setdefault(key, judged)
            asked.setdefault(key, []).append(one)
    for service in case.tried:
        judged = service.asked.judged if service.asked else None
        if judged and wanted(judged) and _counts(case, service):
            key = judged.host, judged.verdict.leaf_sha256
            first.setdefault(key, judged)
            tried.setdefault(key, []).append(service)
    return tuple(
        Shown(
            host=judged.host,
            judged=judged,
            asked=tuple(asked.get(key, ())),
            tried=tuple(tried.get(key, ())),
        )
        for key, judged in first.items()
    )


def _counts(case: Case, tried: Tried) -> bool:
    # Whoever is outside does not use the inside URLs.
    return case.joined or tried.scope is Scope.EXTERNAL


def faulty(case: Case) -> tuple[Shown, ...]:
    def is_faulty(judged: Judged) -> bool:
        return judged.acceptance.ground in {Ground.REJECTED, Ground.GRANTED}

    return shown(case, wanted=is_faulty)


def out_of_date(one: Shown, end: str) -> Certificate | None:
    chain = one.judged.verdict.path or one.judged.verdict.presented
    dated = [each for each in chain if getattr(each, end) is not None]
    pick = min if end == "not_after" else max
    return pick(dated, key=lambda each: getattr(each, end)) if dated else None


def wanted_names(case: Case, one: Shown) -> tuple[str, ...]:
    """Give the names that a certificate at this host should hold, the principal one first."""
    held = [
        name.lower()
        for name in certificate_names(one.judged)
        if case.domain and registrable_domain(name.lstrip("*.")) == registrable_domain(case.domain)
    ]
    # Of the mail domain, or no names at all: a foreign certificate must not tell what to order.
    published = [name for name in held if not name.startswith("autodiscover.")]
    own = [one.host] if "." in one.host else []
    rest = [name for name in held if name not in published]
    return tuple(dict.fromkeys((*published, *own, *rest))) or (HOST,)


def renewal(case: Case, one: Shown) -> str:
    """Give the commands for a new certificate of the same kind in the place of this one."""
    if Problem.SELF_SIGNED in one.problems:
        return renew_self_signed_certificate()
    return replace_certificate(*wanted_names(case, one))


def stops(one: Shown) -> str:
    """Tell what the user sees of a certificate that is not accepted. protocol.md 5.2"""
    if not one.asked:
        services = _("Outlook shows a security alert, or does without the service.")
        if all(each.protocol.upper() in {"EXPR", "EXHTTP"} for each in one.tried):
            services = _("Outlook outside shows a security alert, or does without the service.")
        return services
    if StepName.SCP in one.steps:
        return _("Outlook on a PC of the domain shows a security alert.")
    if one.steps <= {StepName.HTTPS_ROOT, StepName.HTTPS_AUTODISCOVER}:
        return _(
            "In the background Outlook passes over this address; when the user is"
            " watching, it shows a security alert."
        )
    return _("Outlook does not go on with this address.")


def same(found: tuple[Shown, ...]) -> tuple[tuple[Shown, ...], ...]:
    """Put those together that are one certificate at several hosts."""
    by_leaf: dict[str, list[Shown]] = {}
    for one in found:
        by_leaf.setdefault(one.judged.verdict.leaf_sha256, []).append(one)
    return tuple(tuple(among) for among in by_leaf.values())
