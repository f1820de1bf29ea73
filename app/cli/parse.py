"""Turns the arguments of the program into a Command, and into nothing else."""

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from app import __version__
from app.cli.commands import (
    Check,
    Command,
    Export,
    Format,
    ListProfiles,
    ListScenarios,
    PasswordFrom,
    Practice,
    ServePractice,
    Show,
    Window,
)
from app.domain.options import RunOptions, WrongUseError

FIRST_SCENARIO = "fresh-install"

_COMMANDS = ("check", "practice", "show")
_COMMANDS_TO_COME = ("batch", "compare", "certificate", "self-test")
_EXPORTS = {".txt": Format.TEXT, ".json": Format.JSON}
_EXPORTS_TO_COME = (".html", ".har", ".csv", ".pem")


def parse(arguments: Sequence[str]) -> Command:
    """Give the Command, or raise WrongUseError with one line; --help and --version exit."""
    if any(_is_undecodable(one) for one in arguments):
        raise WrongUseError("An argument is not in the encoding of this system.")
    if not arguments:
        return Window()
    first = arguments[0]
    if first in _COMMANDS_TO_COME:
        raise WrongUseError(f"Not built yet: the command {first}.")
    if first not in _COMMANDS and not first.startswith("-"):
        return _window(arguments)
    return _command(_parser().parse_args(arguments))


def _is_undecodable(text: str) -> bool:
    # What the system could not decode stands as lone surrogates, which no log could hold.
    return any("\ud800" <= mark <= "\udfff" for mark in text)


def _window(arguments: Sequence[str]) -> Window:
    file = Path(arguments[0])
    looks_like_one = file.suffix == ".autodiscope" or len(file.parts) > 1
    if not looks_like_one and not file.exists():
        raise WrongUseError(
            f"There is no command and no file {arguments[0]}; the commands are"
            f" {', '.join(_COMMANDS)}, and --help tells more."
        )
    if len(arguments) > 1:
        raise WrongUseError("The window opens one file, and takes no options.")
    return Window(file=file)


def _command(parsed: argparse.Namespace) -> Command:
    if parsed.list_profiles:
        return ListProfiles()
    match parsed.command:
        case "check":
            if not parsed.address:
                raise WrongUseError("check needs an e-mail address, such as ann@contoso.com.")
            return Check(
                options=_options(parsed), password=_password(parsed), format=_format(parsed)
            )
        case "practice":
            return _practice(parsed)
        case "show":
            return _show(parsed)
        case _:
            raise WrongUseError("Which command? check, practice or show; --help tells more.")


def _practice(parsed: argparse.Namespace) -> Practice | ServePractice | ListScenarios:
    if parsed.list:
        return ListScenarios()
    if parsed.serve:
        return ServePractice(scenario=parsed.scenario)
    return Practice(
        scenario=parsed.scenario,
        options=_options(parsed),
        password=_password(parsed),
        format=_format(parsed),
        # A format is a wish for text on standard output.
        in_terminal=parsed.text or parsed.format is not None,
    )


def _show(parsed: argparse.Namespace) -> Show | Export:
    if not parsed.export:
        return Show(file=parsed.file, format=_format(parsed))
    target = Path(parsed.export)
    suffix = target.suffix.lower()
    if suffix in _EXPORTS_TO_COME:
        raise WrongUseError(f"Not built yet: export to {suffix}; .txt and .json are.")
    if suffix not in _EXPORTS:
        raise WrongUseError("The suffix of --export says the kind of file: .txt or .json.")
    if parsed.format is not None:
        raise WrongUseError("Either --format or --export, whose suffix says the kind of file.")
    return Export(file=parsed.file, format=_EXPORTS[suffix], target=target)


def _format(parsed: argparse.Namespace) -> Format:
    return Format(parsed.format or Format.TEXT)


def _password(parsed: argparse.Namespace) -> PasswordFrom:
    if parsed.password_stdin:
        return PasswordFrom.STANDARD_INPUT
    return PasswordFrom.QUESTION if parsed.ask_password else PasswordFrom.NOWHERE


def _options(parsed: argparse.Namespace) -> RunOptions:
    to_come = {
        "--current-user": parsed.current_user,
        "--proxy": parsed.proxy is not None,
        "--no-proxy": parsed.no_proxy,
        "--revocation": parsed.revocation,
    }
    for name, is_given in to_come.items():
        if is_given:
            raise WrongUseError(f"Not built yet: the option {name}.")
    schemes = parsed.authentication
    return RunOptions(
        address=getattr(parsed, "address", None) or "",
        username=parsed.username,
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
        trust_files=tuple(parsed.trust_file),
        system_trust=not parsed.no_system_trust,
        at=parsed.at,
        consent=parsed.consent,
        security_alert=parsed.security_alert,
        old_tls=parsed.old_tls,
        path_case=parsed.path_case,
        timeout=parsed.timeout,
        probes=not parsed.no_probes,
        save=parsed.save,
    )


def _listed(text: str) -> list[str]:
    return [part.strip().lower() for part in text.split(",")]


class _Parser(argparse.ArgumentParser):
    """Complains by an exception: whoever called says it, in one line."""

    def error(self, message: str) -> NoReturn:
        raise WrongUseError(message[:1].upper() + message[1:] + "; --help tells more.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="autodiscope",
        description="Shows what Outlook sees: Autodiscover and certificates, step by step."
        " Without a command: the window; with the name of a saved session: that one in it.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"autodiscope {__version__}")
    parser.add_argument(
        "--list-profiles", action="store_true", help="the clients that can be emulated"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    # The usage stands here, since argparse fails over the brackets of ADDRESS[:PORT].
    check = commands.add_parser(
        "check",
        allow_abbrev=False,
        usage="%(prog)s ADDRESS [options]",
        help="a run in the terminal",
    )
    check.add_argument("address", nargs="?", metavar="ADDRESS")
    practice = commands.add_parser(
        "practice",
        allow_abbrev=False,
        usage="%(prog)s [SCENARIO] [options]",
        help="a run on the practice organisation",
    )
    practice.add_argument("scenario", nargs="?", metavar="SCENARIO", default=FIRST_SCENARIO)
    ways = practice.add_mutually_exclusive_group()
    ways.add_argument("--text", action="store_true", help="in the terminal, not in the window")
    ways.add_argument("--list", action="store_true", help="the scenarios, one a line")
    ways.add_argument("--serve", action="store_true", help="only start the servers, until Ctrl-C")
    for command in (check, practice):
        _add_account(command)
        _add_client(command)
        _add_network(command)
        _add_output(command)
    show = commands.add_parser("show", allow_abbrev=False, help="a saved session")
    show.add_argument("file", metavar="FILE", type=Path)
    _add_format(show)
    show.add_argument("--export", metavar="FILE", help=".txt or .json: the suffix says the kind")
    return parser


def _add_account(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("account")
    group.add_argument(
        "--username",
        default="",
        metavar="NAME",
        help="DOMAIN\\user or user@domain; default: the address",
    )
    ways = group.add_mutually_exclusive_group()
    ways.add_argument(
        "--password-stdin",
        action="store_true",
        help="the password is the first line of standard input",
    )
    ways.add_argument("--ask-password", action="store_true", help="ask for the password")
    ways.add_argument("--current-user", action="store_true", help=argparse.SUPPRESS)
    group.add_argument(
        "--authentication",
        metavar="LIST",
        help="of negotiate,ntlm,basic; default: all, strongest first",
    )


def _add_client(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("emulated client and PC")
    group.add_argument(
        "--profile", default="", metavar="NAME", help="outlook-2007 (default), outlook-2007-rtm"
    )
    group.add_argument(
        "--list-profiles",
        action="store_true",
        default=argparse.SUPPRESS,
        help="the profiles, one a line",
    )
    _add_choice(group, "--mode", ("outlook", "survey"), "stop at the first success, or every step")
    _add_choice(group, "--joined", ("auto", "yes", "no"), "act as a domain-joined PC")
    group.add_argument("--directory", default="", metavar="URL", help="ldap://HOST or ldaps://HOST")
    group.add_argument("--site", default="", metavar="NAME", help="the AD site")
    group.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="as the registry would have it",
    )
    group.add_argument(
        "--local-xml", default="", metavar="FILE", help="what the local XML step reads"
    )
    _add_choice(group, "--path-case", ("lower", "spec"), "capital letters in the URLs")


def _add_network(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("network and certificates")
    group.add_argument(
        "--resolver",
        action="append",
        default=[],
        metavar="ADDRESS[:PORT]",
        help="ask only this DNS server (repeatable)",
    )
    group.add_argument(
        "--connect",
        action="append",
        default=[],
        metavar="HOST:PORT=ADDRESS[:PORT]",
        help="reach this host there (repeatable)",
    )
    proxies = group.add_mutually_exclusive_group()
    proxies.add_argument("--proxy", help=argparse.SUPPRESS)
    proxies.add_argument("--no-proxy", action="store_true", help=argparse.SUPPRESS)
    group.add_argument(
        "--trust-file",
        action="append",
        default=[],
        metavar="PEM",
        help="further trust anchors (repeatable)",
    )
    group.add_argument("--no-system-trust", action="store_true", help="only those of --trust-file")
    group.add_argument("--at", default="", metavar="DATE", help="judge certificates as of that day")
    _add_choice(group, "--consent", ("ask", "allow", "deny"), "the answer to a redirect")
    _add_choice(
        group, "--security-alert", ("skip", "accept"), "the answer to a certificate warning"
    )
    group.add_argument("--revocation", action="store_true", help=argparse.SUPPRESS)
    _add_choice(group, "--old-tls", ("allow", "look"), "TLS 1.0 and 1.1: use it, or only look")
    group.add_argument("--timeout", type=_seconds, metavar="SECONDS", help="limit for a connection")
    group.add_argument(
        "--no-probes", action="store_true", help="do not try the URLs that were found"
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    _add_format(parser)
    parser.add_argument(
        "--save", default="", metavar="FILE", help="write the session log as the run goes on"
    )


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=[one.value for one in Format], help="default: text")


def _add_choice(
    group: argparse._ArgumentGroup, name: str, choices: tuple[str, ...], help_text: str
) -> None:
    group.add_argument(name, default="", choices=choices, help=f"{help_text}")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds up to 3600")
    return seconds
