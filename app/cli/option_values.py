"""What was given for the options that several commands have."""

import argparse

from app.cli.commands import Format, PasswordFrom
from app.domain.options import RunOptions, WrongUseError
from app.wording.language import _


def form_of(parsed: argparse.Namespace) -> Format:
    """Tell in which form results are wished."""
    return Format(parsed.format or Format.TEXT)


def text_or_json(parsed: argparse.Namespace) -> Format:
    """Tell the form where there are no events to be written line by line."""
    if parsed.format == Format.JSONL:
        raise WrongUseError(_("{command} writes text or json.").format(command=parsed.command))
    return form_of(parsed)


def password_from(parsed: argparse.Namespace) -> PasswordFrom:
    """Tell where the password comes from."""
    if parsed.password_stdin:
        return PasswordFrom.STANDARD_INPUT
    return PasswordFrom.QUESTION if parsed.ask_password else PasswordFrom.NOWHERE


def proxy_password_from(parsed: argparse.Namespace) -> PasswordFrom:
    """Tell where the password of the proxy comes from."""
    if parsed.proxy_password_stdin:
        return PasswordFrom.STANDARD_INPUT
    return PasswordFrom.QUESTION if parsed.ask_proxy_password else PasswordFrom.NOWHERE


def run_options(parsed: argparse.Namespace) -> RunOptions:
    """Gather the options of a run, as they were typed."""
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
