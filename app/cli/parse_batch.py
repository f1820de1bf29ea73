"""Turns the arguments of `batch` into its Command."""

import argparse
from pathlib import Path

from msgspec.structs import replace

from app.cli.commands import Batch, PasswordFrom
from app.cli.option_values import password_from, proxy_password_from, run_options
from app.domain.batch import Pacing
from app.domain.options import WrongUseError
from app.wording.language import _, said


def batch_of(parsed: argparse.Namespace) -> Batch:
    """Give the command, or raise WrongUseError with one line."""
    password, proxy_password = password_from(parsed), proxy_password_from(parsed)
    _check_batch_account(parsed, password, proxy_password)
    _check_batch_files(parsed)
    options = run_options(parsed)
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
