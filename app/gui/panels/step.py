"""Shows what Outlook does in a step, and what came of it."""

from typing import assert_never

from app.domain.rows import RoundState, StepState
from app.domain.steps import (
    Found,
    Interrupted,
    Nothing,
    PlannedStep,
    Readdressed,
    Refused,
    Skipped,
    StepName,
    StepResult,
)
from app.gui.panels.facts import ExplainedFacts
from app.wording import error_title, scope_title, service_title, skip_reason, step_title, why
from app.wording.language import _, said
from app.wording.steps import step_account


def what_outlook_does(step: StepName) -> str:
    """Tell the step in two sentences. protocol.md 1.3"""
    match step:
        case StepName.SCP:
            # Source: [OXDISCO], protocol.md 2.4
            return _(
                "A PC that is joined to a domain asks Active Directory for"
                " Autodiscover's service connection points, and then asks the address in"
                " each: those of its own site first. A PC that is not joined leaves this"
                " step out."
            )
        case StepName.HTTPS_ROOT:
            # KB 940881 has it so.
            return _(
                "Outlook sends the e-mail address to the domain itself, over HTTPS."
                " Often the company's web site answers there; then Outlook goes on to"
                " the next step."
            )
        case StepName.HTTPS_AUTODISCOVER:
            # Source: [KB940881], [SEED]
            return _(
                "Outlook sends the e-mail address to the host named autodiscover below"
                " the domain, over HTTPS. Its certificate must be trusted, in date, and"
                " hold this name."
            )
        case StepName.LOCAL_XML:
            # KB 2212902 logs it so.
            return _(
                "If a registry value names a file for this domain, Outlook reads its"
                " settings from it. On nearly every PC there is none."
            )
        case StepName.HTTP_REDIRECT:
            # Source: [KB940881], [KB2480582]
            return _(
                "Outlook asks the host named autodiscover without encryption and without"
                " credentials, only to see whether it redirects to an https address."
                " Before it goes there it asks the user."
            )
        case StepName.DNS_SRV:
            # Source: [KB940881], [GROMOX-DOC]
            return _(
                "Outlook asks DNS for the service record _autodiscover._tcp below the"
                " domain, asks the user, and sends the e-mail address to the host that"
                " it names. Outlook 2007 ignores the port of the record."
            )
        case _:
            assert_never(step)


class StepPanel(ExplainedFacts):
    """A planned step: its purpose, its targets and its result; or a round with its plan."""

    def __init__(self) -> None:
        super().__init__(_("What Outlook does here"))

    def show_step(self, state: StepState) -> None:
        """Show one step."""
        planned = state.planned
        self._text.show_text(what_outlook_does(planned.step))
        # Of a step that has not begun nobody knows yet whether it will be reached.
        asks = (_("Asked") if state.started else _("Would ask"), "\n".join(planned.targets))
        facts = (asks,) if not planned.skipped else ()
        result = result_facts(state.result) if state.result else ()
        self._facts.show_facts((*facts, *result, *step_account(planned.step)))

    def show_round(self, state: RoundState) -> None:
        """Show a round and its plan."""
        self._text.show_text(
            _("A round takes these steps in their order, until one gives the settings.")
            if state.number == 1
            else _("A server named another address, so all steps begin again with it.")
        )
        steps = (
            (_("Step {at}").format(at=at), _planned(one))
            for at, one in enumerate(state.plan, start=1)
        )
        self._facts.show_facts(((_("Address"), state.address), *steps))


def _planned(planned: PlannedStep) -> str:
    title = step_title(planned.step)
    return (
        _("{title} (skipped: {skip_reason})").format(
            title=title, skip_reason=skip_reason(planned.skipped)
        )
        if planned.skipped
        else title
    )


def result_facts(result: StepResult) -> tuple[tuple[str, str], ...]:
    """Tell a result in captions and values."""
    match result:
        case Found(url=url, settings=settings):
            named = (
                (f"{service_title(one.service)}, {scope_title(one.scope).lower()}", one.url)
                for one in settings.services
            )
            user = settings.user
            return (
                (_("Found at"), url),
                (_("Mailbox of"), user.display_name),
                (_("Mailbox name"), user.legacy_dn),
                *named,
            )
        case Readdressed(url=url, address=address):
            return ((_("Answered by"), url), (_("Other address"), str(address)))
        case Refused(url=url, error=error):
            meaning = error_title(error.code)
            return (
                (_("Refused by"), url),
                (_("Error"), f"{error.code}: {meaning}" if meaning else error.code),
                (_("Message"), error.message),
                (_("Server's clock"), error.time),
            )
        case Nothing(why=reason, detail=detail):
            return ((_("Result"), why(reason)), (_("Detail"), said(detail)))
        case Skipped(reason=reason):
            return ((_("Skipped"), skip_reason(reason)),)
        case Interrupted():
            return ((_("Result"), _("interrupted")),)
        case _:
            assert_never(result)
