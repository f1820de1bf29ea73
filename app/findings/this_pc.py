"""What is amiss with the PC itself: its clock, its trust, its registry values, its local files."""

from collections.abc import Iterator

from app.domain.clock import read_clocks, wronged
from app.domain.finding import Severity
from app.domain.machine import EXCLUSIONS, FactName
from app.domain.notes import NoteCode
from app.domain.rows import StepState
from app.domain.steps import Found, Nothing, Skipped, SkipReason, StepName, Why
from app.domain.verdict import Problem
from app.findings.case import Case
from app.findings.raising import Raised, events_of, names_text, raised, rows_of
from app.wording.clock import duration
from app.wording.language import _, said


def nothing_trusted(case: Case) -> Iterator[Raised]:
    """No trust anchors: every certificate counts as untrusted."""
    for row, _noted in case.parts.notes(NoteCode.NOTHING_TRUSTED)[:1]:
        untrusted = [one for one in case.asked if one.judged and not one.judged.verdict.trusted]
        yield raised(
            "nothing-trusted",
            Severity.ERROR if untrusted else Severity.WARNING,
            _("This PC has no list of trusted certificate authorities"),
            meaning=_("Every certificate counts as untrusted here, whatever the servers do."),
            advice=_(
                "Install the authorities of the operating system (on Debian: the package"
                " ca-certificates), or name a file of authorities with --trust-file."
            ),
            events=(row.event, *events_of(untrusted)),
            explains=rows_of(untrusted),
        )


def stood_still(case: Case) -> Iterator[Raised]:
    """This PC slept in the middle of the run, or something stopped the program."""
    for row, noted in case.parts.notes(NoteCode.STOOD_STILL)[:1]:
        yield raised(
            "run-stood-still",
            Severity.WARNING if case.found_nothing else Severity.NOTICE,
            _("The run stood still for {duration}").format(duration=said(noted.subject)),
            meaning=_(
                "This PC slept, or something stopped the program. What was waited for then may"
                " have failed for that reason alone, and times are longer than they were."
            ),
            advice=_("Run again, and keep the PC awake until the run is over."),
            events=(row.event,),
        )


def clock_set(case: Case) -> Iterator[Raised]:
    """Somebody or something set the clock in the middle of the run."""
    noted_so = (NoteCode.CLOCK_SET_FORWARD, NoteCode.CLOCK_SET_BACK)
    for row, noted in [one for code in noted_so for one in case.parts.notes(code)][:1]:
        title = (
            _("The clock of this PC was set forward by {duration} during the run")
            if noted.code is NoteCode.CLOCK_SET_FORWARD
            else _("The clock of this PC was set back by {duration} during the run")
        )
        yield raised(
            "clock-set",
            Severity.NOTICE,
            title.format(duration=said(noted.subject)),
            meaning=_(
                "Certificates before it were judged by another time than those after it. How long"
                " things took is right all the same."
            ),
            advice=_("Run again once the clock is right."),
            events=(row.event,),
        )


def wrong_clock(case: Case) -> Iterator[Raised]:
    """Most servers' clocks differ from this PC's in the same direction. Symptoms 8 and 9"""
    clocks = read_clocks(case.session)
    if not clocks.pc_is_off:
        return
    off = {one.host for one in clocks.servers if one.is_off}
    told = [one for one in case.parts.asked if one.host in off and one.exchange.legs]
    wrong = wronged(case.session, clocks)
    dated = [one for one in case.asked if one.judged in wrong]
    behind = clocks.pc_behind_s > 0
    by = duration(abs(clocks.pc_behind_s))
    yield raised(
        "clock-wrong",
        Severity.ERROR if dated else Severity.WARNING,
        (
            _("The clock of this PC is {duration} behind {servers}")
            if behind
            else _("The clock of this PC is {duration} ahead of {servers}")
        ).format(duration=by, servers=names_text(sorted(off)) or _("the servers")),
        meaning=_(
            "By a wrong clock good certificates count as expired or not valid yet,"
            " and Kerberos refuses the sign-in."
        ),
        advice=_("Set date, time and time zone of this PC, and let it follow a time server."),
        command="w32tm /resync",
        events=(*events_of(told), *events_of(dated), *case.parts.machine_events),
        explains=rows_of(dated),
    )


def every_step_excluded(case: Case) -> Iterator[Raised]:
    """Enabling the policy "AutoDiscover" selects all five of its boxes. [KB2612922]"""
    excluded = set(case.machine.policies.excluded)
    if excluded >= set(EXCLUSIONS.values()):
        yield raised(
            "every-step-excluded",
            Severity.ERROR,
            _("Registry values on this PC switch every way of Autodiscover off"),
            meaning=_("Outlook does not look for its server at all, except in a local file."),
            advice=_(
                "Take the values away: {origins}. Whoever enables the group policy"
                ' "AutoDiscover" selects all five boxes at once.'
            ).format(origins=_origins(case, set(EXCLUSIONS))),
            events=(*case.parts.machine_events, *_skipped_rows(case)),
            source="KB 2612922",
        )


def steps_excluded(case: Case) -> Iterator[Raised]:
    """Some steps are switched off. Symptom 68"""
    excluded = set(case.machine.policies.excluded)
    if not excluded or excluded >= set(EXCLUSIONS.values()):
        return
    names = {name for name, step in EXCLUSIONS.items() if step in excluded}
    yield raised(
        "steps-excluded",
        case.decisive if case.found_nothing else Severity.NOTICE,
        _("This PC leaves ways of Autodiscover out: {names}").format(
            names=names_text(sorted(names))
        ),
        meaning=_("Outlook does not look there, even if the server is published there."),
        advice=_("If that is not meant, take the values away: {origins}.").format(
            origins=_origins(case, names)
        ),
        events=(*case.parts.machine_events, *_skipped_rows(case)),
        source="KB 2212902",
    )


def _origins(case: Case, names: set[str]) -> str:
    facts = [one for one in case.facts if one.name is FactName.POLICY and one.about in names]
    # An option is no key of the registry.
    marks = (" " if fact.origin.startswith("--") else "\\" for fact in facts)
    places = (f"{fact.origin}{mark}{fact.about}" for fact, mark in zip(facts, marks, strict=True))
    return names_text(places, 5)


def _skipped_rows(case: Case) -> tuple[int, ...]:
    rows = (
        step.row
        for step in case.parts.steps
        if isinstance(step.result, Skipped)
        and step.result.reason is SkipReason.EXCLUDED_BY_POLICY
        and isinstance(step.row.subject, StepState)
    )
    return tuple(row.event for row in rows)


def useless_switch(case: Case) -> Iterator[Raised]:
    """ExcludeSrvLookup is cited by many web pages, and not in the code. Symptom 69"""
    troubles = case.session.machine.troubles if case.session.machine else ()
    if any("ExcludeSrvLookup" in trouble for trouble in troubles):
        yield raised(
            "exclude-srv-lookup",
            Severity.NOTICE,
            _("The registry value ExcludeSrvLookup has no effect"),
            meaning=_("Outlook still asks for the service record: it does not know this value."),
            advice=_("Name the value ExcludeSrvRecord, or take it away."),
            events=case.parts.machine_events,
            source="KB 2212902",
        )


def question_suppressed(case: Case) -> Iterator[Raised]:
    """RedirectServers names the host: nobody is asked. Symptom 56"""
    for row, noted in case.parts.notes(NoteCode.CONSENT_NOT_ASKED)[:1]:
        yield raised(
            "redirect-question-suppressed",
            Severity.NOTICE,
            _(
                "Outlook goes on to {subject} without a question, since RedirectServers names it"
            ).format(subject=noted.subject),
            meaning=_(
                "The user sees no question about this host; a certificate of a wrong"
                " name raises no alert for it either."
            ),
            advice=_("Nothing, as long as the host is yours. Take the value away once it is not."),
            events=(row.event, *case.parts.machine_events),
            source="KB 2480582",
        )


def name_alert_silenced(case: Case) -> Iterator[Raised]:
    """RedirectServers names the host: a wrong name alone raises no alert. [KB2783881]"""
    for row, noted in case.parts.notes(NoteCode.NAME_ALERT_SILENCED):
        met = [
            one
            for one in case.asked
            if one.host == noted.subject and one.is_faulty and Problem.NAME_MISMATCH in one.problems
        ]
        yield raised(
            "name-alert-silenced",
            Severity.WARNING,
            _(
                "The certificate of {subject} does not hold that name; RedirectServers"
                " silences the alert on this PC"
            ).format(subject=noted.subject),
            meaning=_("Users of this PC see no security alert about it. Users of other PCs do."),
            advice=_(
                "Get a certificate that holds {subject}, or let the URL name a host that it holds."
            ).format(subject=noted.subject),
            events=(row.event, *events_of(met)),
            source="KB 2783881",
            explains=rows_of(met),
        )


def local_file_unusable(case: Case) -> Iterator[Raised]:
    """A local file is set, and cannot be read or understood."""
    for step in case.parts.steps:
        result = step.result
        if step.name is not StepName.LOCAL_XML or not isinstance(result, Nothing):
            continue
        is_bad = result.why is Why.BAD_LOCAL_FILE
        if is_bad or (result.why is Why.NO_LOCAL_FILE and result.detail):
            yield raised(
                "local-file-unusable",
                case.decisive,
                _("This PC names a local Autodiscover file that cannot be used"),
                meaning=_("Outlook passes over it and goes on. {detail}").format(
                    detail=said(result.detail)
                ),
                advice=_(
                    "Correct the file, or take away the registry value named after the mail"
                    " domain in the AutoDiscover key."
                ),
                events=(step.row.event, *case.parts.machine_events),
            )


def local_file_used(case: Case) -> Iterator[Raised]:
    """The settings stand in a file, not on a server."""
    for step in case.parts.steps:
        if step.name is StepName.LOCAL_XML and isinstance(step.result, Found):
            yield raised(
                "local-file-used",
                Severity.NOTICE,
                _("The settings come from a file on this PC: {url}").format(url=step.result.url),
                meaning=_(
                    "What an administrator changes on the server does not reach this Outlook."
                ),
                advice=_(
                    "If that is not meant, take away the registry value named after the mail"
                    " domain in the AutoDiscover key."
                ),
                events=(step.row.event, *case.parts.machine_events),
            )
