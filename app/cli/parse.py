"""Turns the arguments of the program into a Command, and into nothing else."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from app.cli.arguments import parser
from app.cli.commands import (
    Check,
    Command,
    Compare,
    Export,
    Format,
    ListProfiles,
    ListScenarios,
    ListSessions,
    LookAtCertificate,
    Practice,
    SelfTest,
    ServeDomains,
    ServePractice,
    Show,
    ShowPlan,
    Window,
)
from app.cli.option_values import (
    form_of,
    password_from,
    proxy_password_from,
    run_options,
    text_or_json,
)
from app.cli.parse_batch import batch_of
from app.domain.inspection import InspectionWish
from app.domain.options import WrongUseError
from app.domain.settings import Service
from app.wording.language import _

_COMMANDS = (
    *("check", "practice", "certificate", "batch", "show", "compare", "sessions", "self-test"),
)


def parse(arguments: Sequence[str]) -> Command:
    """Give the Command, or raise WrongUseError with one line; --help and --version exit."""
    if any(_is_undecodable(one) for one in arguments):
        raise WrongUseError(_("An argument is not in the encoding of this system."))
    if not arguments:
        return Window()
    first = arguments[0]
    if first not in _COMMANDS and not first.startswith("-"):
        return _window(arguments)
    return _command(parser().parse_args(arguments))


def _is_undecodable(text: str) -> bool:
    # What the system could not decode stands as lone surrogates, which no log could hold.
    return any("\ud800" <= mark <= "\udfff" for mark in text)


def _window(arguments: Sequence[str]) -> Window:
    file = Path(arguments[0])
    looks_like_one = file.suffix == ".autodiscope" or len(file.parts) > 1
    if not looks_like_one and not file.exists():
        raise WrongUseError(
            _(
                "There is no command and no file {text}; the commands are {commands}, and"
                " --help tells more."
            ).format(text=arguments[0], commands=", ".join(_COMMANDS))
        )
    if len(arguments) > 1:
        raise WrongUseError(_("The window opens one file, and takes no options."))
    return Window(file=file)


def _command(parsed: argparse.Namespace) -> Command:
    if parsed.list_profiles:
        return ListProfiles()
    match parsed.command:
        case "check":
            _check_target(parsed)
            return Check(
                options=run_options(parsed),
                continues=parsed.continues,
                services=tuple(map(Service, parsed.service)),
                password=password_from(parsed),
                proxy_password=proxy_password_from(parsed),
                format=form_of(parsed),
            )
        case "practice":
            return _practice(parsed)
        case "certificate":
            return _certificate(parsed)
        case "batch":
            return batch_of(parsed)
        case "show":
            return _show(parsed)
        case "compare":
            return Compare(first=parsed.first, second=parsed.second, format=text_or_json(parsed))
        case "sessions":
            return ListSessions(search=parsed.search, format=text_or_json(parsed))
        case "self-test":
            return SelfTest(report=parsed.report, uses_key_store=parsed.key_store)
        case _:
            raise WrongUseError(
                _("Which command? check, practice, certificate or show; --help tells more.")
            )


def _check_target(parsed: argparse.Namespace) -> None:
    if parsed.continues is None:
        if not parsed.address:
            raise WrongUseError(_("check needs an e-mail address, such as ann@contoso.com."))
        if parsed.service:
            raise WrongUseError(_("--service chooses among the services of --continue FILE."))
    elif parsed.address:
        raise WrongUseError(_("Either ADDRESS or --continue FILE, whose session has the address."))
    elif parsed.mode or parsed.no_probes:
        raise WrongUseError(
            _("--continue tries services alone: --mode and --no-probes say nothing.")
        )


def _practice(
    parsed: argparse.Namespace,
) -> Practice | ServePractice | ServeDomains | ListScenarios:
    if parsed.list:
        return ListScenarios()
    if parsed.domains is not None:
        if not parsed.serve:
            raise WrongUseError(_("--domains is for --serve, which starts the servers of a list."))
        return ServeDomains(count=parsed.domains)
    if parsed.serve:
        return ServePractice(scenario=parsed.scenario)
    return Practice(
        scenario=parsed.scenario,
        options=run_options(parsed),
        password=password_from(parsed),
        proxy_password=proxy_password_from(parsed),
        format=form_of(parsed),
        # A format is a wish for text on standard output.
        in_terminal=parsed.text or parsed.format is not None,
    )


def _certificate(parsed: argparse.Namespace) -> LookAtCertificate:
    if not parsed.target:
        raise WrongUseError(_("certificate needs a host, such as mail.contoso.com, or a file."))
    if parsed.format == Format.JSONL:
        raise WrongUseError(_("--format of certificate is text or json: a look has no events."))
    return LookAtCertificate(
        wish=InspectionWish(target=parsed.target, name=parsed.name),
        options=run_options(parsed),
        format=form_of(parsed),
        pem=Path(parsed.pem) if parsed.pem else None,
    )


def _show(parsed: argparse.Namespace) -> Show | ShowPlan | Export:
    if parsed.plan:
        if parsed.mask:
            raise WrongUseError(_("--mask is for what is shown or exported, not for --plan."))
        if parsed.export or parsed.format not in {None, Format.TEXT}:
            raise WrongUseError(
                _("--plan gives a text; JSON and exported files hold the plan, too.")
            )
        return ShowPlan(file=parsed.file)
    if not parsed.export:
        return Show(file=parsed.file, format=form_of(parsed), masked=parsed.mask)
    target = Path(parsed.export)
    suffix = target.suffix.lower()
    # The exporters bring the judge's libraries, which nothing else here needs.
    from app.export import suffixes

    known = suffixes()
    if suffix not in known:
        *others, last = known
        kinds = _("{others} or {last}").format(others=", ".join(others), last=last)
        raise WrongUseError(
            _("The suffix of --export says the kind of file: {kinds}.").format(kinds=kinds)
        )
    if parsed.format is not None:
        raise WrongUseError(_("Either --format or --export, whose suffix says the kind of file."))
    return Export(file=parsed.file, format=known[suffix], target=target, masked=parsed.mask)
