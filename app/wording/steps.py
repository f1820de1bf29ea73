"""When Outlook takes a step and when it goes on to the next, each with its source."""

from typing import assert_never

from app.domain.steps import StepName
from app.wording.language import _


def step_account(step: StepName) -> tuple[tuple[str, str], ...]:
    """Give captions and what stands behind them. protocol.md 1.3, 1.7"""
    return (
        (_("Taken"), _taken(step)),
        (_("Goes on when"), _goes_on(step)),
        (_("Source"), _source(step)),
    )


def _taken(step: StepName) -> str:
    match step:
        case StepName.SCP:
            return _(
                "on a PC of a domain that reaches a domain controller, unless the policy"
                " ExcludeScpLookup is set"
            )
        case StepName.HTTPS_ROOT:
            return _("always, unless the policy ExcludeHttpsRootDomain is set")
        case StepName.HTTPS_AUTODISCOVER:
            return _("always, unless the policy ExcludeHttpsAutoDiscoverDomain is set")
        case StepName.LOCAL_XML:
            return _("always; before all other steps where the policy PreferLocalXML is set")
        case StepName.HTTP_REDIRECT:
            return _("always, unless the policy ExcludeHttpRedirect is set")
        case StepName.DNS_SRV:
            # KB 939184
            return _(
                "by Outlook 2007 with Service Pack 1 or KB 939184, unless the policy"
                " ExcludeSrvRecord is set"
            )
        case _:
            assert_never(step)


def _goes_on(step: StepName) -> str:
    match step:
        case StepName.SCP:
            return _("there is no connection point, or none of the addresses gives settings")
        case StepName.HTTPS_ROOT | StepName.HTTPS_AUTODISCOVER:
            return _(
                "the name is not known, nothing answers, the certificate is not accepted, or the"
                " answer is none of Autodiscover"
            )
        case StepName.LOCAL_XML:
            return _("no file is named, or it has no settings")
        case StepName.HTTP_REDIRECT:
            return _(
                "the answer is no redirect, it does not lead to https, or the user does not"
                " allow it"
            )
        case StepName.DNS_SRV:
            return _("there is no record, the user does not allow it, or its host has no settings")
        case _:
            assert_never(step)


def _source(step: StepName) -> str:
    # protocol.md 1.1, 1.3, 1.7
    return {
        StepName.SCP: "[MS-OXDISCO] 3.1.5.1; KB 2212902",
        StepName.HTTPS_ROOT: "[MS-OXDISCO] 3.1.5.2; KB 940881; KB 2212902",
        StepName.HTTPS_AUTODISCOVER: "[MS-OXDISCO] 3.1.5.2; KB 940881; KB 2212902",
        StepName.LOCAL_XML: "KB 2212902",
        StepName.HTTP_REDIRECT: "[MS-OXDISCO] 3.1.5.4; KB 940881; KB 2480582",
        StepName.DNS_SRV: "[MS-OXDISCO] 3.1.5.3; KB 940881; KB 939184",
    }[step]
