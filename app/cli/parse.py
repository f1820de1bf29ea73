"""Turns the arguments of the program into a Command, and into nothing else."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from app.cli.arguments import parser
from app.cli.commands import (
    Batch,
    Check,
    Command,
    Compare,
    Export,
    Format,
    ListProfiles,
    ListScenarios,
    ListSessions,
    LookAtCertificate,
    PasswordFrom,
    Practice,
    SelfTest,
    ServeDomains,
    ServePractice,
    Show,
    ShowPlan,
    Window,
)
from app.domain.batch import Pacing
from app.domain.inspection import InspectionWish
from app.domain.options import RunOptions, WrongUseError
from app.domain.settings import Service
from app.wording.language import _, said

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
                options=_options(parsed),
                continues=parsed.continues,
                services=tuple(map(Service, parsed.service)),
                password=_password(parsed),
                proxy_password=_proxy_password(parsed),
                format=_format(parsed),
            )
        case "practice":
            return _practice(parsed)
        case "certificate":
            return _certificate(parsed)
        case "batch":
            return _batch(parsed)
        case "show":
            return _show(parsed)
        case "compare":
            return Compare(first=parsed.first, second=parsed.second, format=_text_or_json(parsed))
        case "sessions":
            return ListSessions(search=parsed.search, format=_text_or_json(parsed))
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
        options=_options(parsed),
        password=_password(parsed),
        proxy_password=_proxy_password(parsed),
        format=_format(parsed),
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
        options=_options(parsed),
        format=_format(parsed),
        pem=Path(parsed.pem) if parsed.pem else None,
    )


def _batch(parsed: argparse.Namespace) -> Batch:
    password, proxy_password = _password(parsed), _proxy_password(parsed)
    _check_batch_account(parsed, password, proxy_password)
    _check_batch_files(parsed)
    options = _options(parsed)
    return Batch(
        file=parsed.file,
        column=parsed.column,
        local_part=parsed.local_part,
        outputs=tuple(parsed.output),
        resume=parsed.resume,
        pacing=Pacing(
            jobs=parsed.jobs,
            rate=parsed.rate,
            per_host=parsed.per_host,
            per_resolver=parsed.per_resolver,
        ),
        logs=parsed.save_logs,
        options=replace(options, consent=options.consent or "deny"),
        password=password,
        proxy_password=proxy_password,
    )


def _check_batch_account(
    parsed: argparse.Namespace, password: PasswordFrom, proxy_password: PasswordFrom
) -> None:
    if parsed.consent == "ask":
        raise WrongUseError(_("batch asks nobody: --consent is deny (the default) or allow."))
    if parsed.security_alert == "accept":
        raise WrongUseError(_("batch accepts no certificate unseen; check does, for one address."))
    if password is not PasswordFrom.NOWHERE and not parsed.username:
        raise WrongUseError(_("A password wants --username: one account signs in for all."))
    if password is PasswordFrom.NOWHERE and parsed.username:
        raise WrongUseError(_("--username wants a password: --ask-password or --password-stdin."))
    is_typed = PasswordFrom.STANDARD_INPUT in {password, proxy_password}
    if is_typed and parsed.file == Path("-"):
        raise WrongUseError(_("Standard input holds either the list or a password."))


def _check_batch_files(parsed: argparse.Namespace) -> None:
    if any(path.suffix.lower() not in {".csv", ".jsonl"} for path in parsed.output):
        raise WrongUseError(_("The suffix of --output says the kind: .csv or .jsonl."))
    if len(set(parsed.output)) != len(parsed.output):
        raise WrongUseError(_("--output names the same file twice."))
    if parsed.resume and not parsed.output:
        raise WrongUseError(_("--resume goes on with a file: --output FILE."))
    if "@" in parsed.local_part:
        raise WrongUseError(_("--local-part is what stands before the @, without it."))
    # It brings the list of public suffixes, for which the window need not wait.
    from app.domain.address import EmailAddress, WrongAddressError

    try:
        EmailAddress.parse(f"{parsed.local_part}@contoso.example")
    except WrongAddressError as wrong:
        raise WrongUseError(f"--local-part: {said(str(wrong))}") from wrong


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
        return Show(file=parsed.file, format=_format(parsed), masked=parsed.mask)
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


def _format(parsed: argparse.Namespace) -> Format:
    return Format(parsed.format or Format.TEXT)


def _text_or_json(parsed: argparse.Namespace) -> Format:
    if parsed.format == Format.JSONL:
        raise WrongUseError(_("{command} writes text or json.").format(command=parsed.command))
    return _format(parsed)


def _password(parsed: argparse.Namespace) -> PasswordFrom:
    if parsed.password_stdin:
        return PasswordFrom.STANDARD_INPUT
    return PasswordFrom.QUESTION if parsed.ask_password else PasswordFrom.NOWHERE


def _proxy_password(parsed: argparse.Namespace) -> PasswordFrom:
    if parsed.proxy_password_stdin:
        return PasswordFrom.STANDARD_INPUT
    return PasswordFrom.QUESTION if parsed.ask_proxy_password else PasswordFrom.NOWHERE


def _options(parsed: argparse.Namespace) -> RunOptions:
    schemes = parsed.authentication
    return RunOptions(
        address=getattr(parsed, "address", None) or "",
        username=parsed.username,
        current_user=parsed.current_user,
        sign_in=not parsed.no_sign_in,
        outside=getattr(parsed, "outside", False),
        profile=parsed.profile,
        mode=parsed.mode,
        authentication=None if schemes is None else tuple(_listed(schemes)),
        joined=parsed.joined,
        directory=parsed.directory,
        site=parsed.site,
        policies=tuple(parsed.policy),
        local_xml=parsed.local_xml,
        resolvers=tuple(parsed.resolver),
        connects=tuple(parsed.connect),
        proxy=_given_proxy(parsed),
        no_proxy=parsed.no_proxy,
        proxy_current_user=parsed.proxy_current_user,
        trust_files=tuple(parsed.trust_file),
        system_trust=not parsed.no_system_trust,
        at=parsed.at,
        consent=parsed.consent,
        security_alert=parsed.security_alert,
        revocation=parsed.revocation,
        old_tls=parsed.old_tls,
        path_case=parsed.path_case,
        timeout=parsed.timeout,
        probes=not parsed.no_probes,
        save=parsed.save,
    )


def _given_proxy(parsed: argparse.Namespace) -> str:
    if parsed.proxy is not None and not parsed.proxy.strip():
        raise WrongUseError(_("--proxy is empty; --no-proxy asks everything directly."))
    return parsed.proxy or ""


def _listed(text: str) -> list[str]:
    return [part.strip().lower() for part in text.split(",")]
