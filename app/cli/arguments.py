"""The arguments that the program takes, as argparse wants them told."""

import argparse
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from app import __version__
from app.cli.commands import Format
from app.domain.batch import LOCAL_PART, Pacing
from app.domain.options import WrongUseError
from app.domain.settings import Service
from app.wording.language import _

FIRST_SCENARIO = "fresh-install"
_MOST_AT_ONCE = 200


class _Parser(argparse.ArgumentParser):
    """Complains by an exception: whoever called says it, in one line."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - whatever argparse takes
        super().__init__(add_help=False, formatter_class=_Help, **settings)
        self.add_argument("-h", "--help", action="help", help=_("show this help, and exit"))

    def error(self, message: str) -> NoReturn:
        raise WrongUseError(
            _("{complaint}; --help tells more.").format(complaint=message[:1].upper() + message[1:])
        )


class _Help(argparse.HelpFormatter):
    """Says in the program's language what argparse says in English."""

    def start_section(self, heading: str | None) -> None:
        known = {"positional arguments": _("arguments"), "options": _("options")}
        super().start_section(known.get(heading or "", heading))

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        told = _("usage:") + " " if prefix is None else prefix
        super().add_usage(usage, actions, groups, told)


def parser() -> argparse.ArgumentParser:
    """Give the parser; its complaints are WrongUseError."""
    made = _Parser(
        prog="autodiscope",
        description=_(
            "Shows what Outlook sees: Autodiscover and certificates, step by step."
            " Without a command: the window; with the name of a saved session: that"
            " one in it."
        ),
        allow_abbrev=False,
    )
    made.add_argument(
        "--version",
        action="version",
        version=f"autodiscope {__version__}",
    )
    made.add_argument(
        "--list-profiles", action="store_true", help=_("the clients that can be emulated")
    )
    # For its line of help: it is taken before the texts of this parser are made.
    made.add_argument("--language", metavar="LANGUAGE", help=_("en or de; default: the system's"))
    commands = made.add_subparsers(dest="command", metavar="COMMAND")
    # The usage stands here, since argparse fails over the brackets of ADDRESS[:PORT].
    check = commands.add_parser(
        "check",
        allow_abbrev=False,
        usage="%(prog)s ADDRESS [options] | --continue FILE [options]",
        help=_("a run in the terminal"),
    )
    check.add_argument("address", nargs="?", metavar="ADDRESS")
    _add_continuing(check)
    practice = commands.add_parser(
        "practice",
        allow_abbrev=False,
        usage="%(prog)s [SCENARIO] [options]",
        help=_("a run on the practice organisation"),
    )
    practice.add_argument("scenario", nargs="?", metavar="SCENARIO", default=FIRST_SCENARIO)
    ways = practice.add_mutually_exclusive_group()
    ways.add_argument("--text", action="store_true", help=_("in the terminal, not in the window"))
    ways.add_argument("--list", action="store_true", help=_("the scenarios, one a line"))
    ways.add_argument(
        "--serve", action="store_true", help=_("only start the servers, until Ctrl-C")
    )
    practice.add_argument(
        "--domains",
        type=int,
        metavar="COUNT",
        help=_("with --serve: a provider's mail domains, and the `batch` line that reaches them"),
    )
    practice.add_argument(
        "--outside",
        action="store_true",
        help=_("from outside: not joined, and asking the name server of the scenario's internet"),
    )
    for command in (check, practice):
        _add_account(command)
        _add_client(command)
        _add_network(command)
        _add_output(command)
    certificate = commands.add_parser(
        "certificate",
        allow_abbrev=False,
        usage="%(prog)s HOST[:PORT] | FILE [options]",
        help=_("the verdict on one server's certificate, or on a PEM, DER or P7B file"),
    )
    _add_certificate(certificate)
    _add_batch(
        commands.add_parser(
            "batch",
            allow_abbrev=False,
            usage="%(prog)s FILE [options]",
            help=_("many addresses or domains out of a CSV file"),
        )
    )
    show = commands.add_parser("show", allow_abbrev=False, help=_("a saved session"))
    show.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help=_(
            "a session, Outlook's Log tab or olkdisc.log, or a report of the Remote"
            " Connectivity Analyzer; - for one that is piped in"
        ),
    )
    _add_format(show)
    show.add_argument(
        "--plan",
        action="store_true",
        help=_("the certificate plan: names, method, and the commands that are missing"),
    )
    show.add_argument(
        "--mask",
        action="store_true",
        help=_("replace addresses, names and hosts, each by the same word throughout"),
    )
    show.add_argument(
        "--export",
        metavar="FILE",
        help=_("a file; its suffix says the kind, such as .html, .txt or .har"),
    )
    compare = commands.add_parser(
        "compare", allow_abbrev=False, help=_("what differs between two saved sessions")
    )
    compare.add_argument("first", metavar="FILE", type=Path)
    compare.add_argument("second", metavar="FILE", type=Path)
    _add_format(compare)
    sessions = commands.add_parser(
        "sessions", allow_abbrev=False, help=_("the sessions that the window has kept")
    )
    sessions.add_argument(
        "--search",
        default="",
        metavar="TEXT",
        help=_("only those in whose date, address, outcome, finding or note each word stands"),
    )
    _add_format(sessions)
    whole = commands.add_parser(
        "self-test", allow_abbrev=False, help=_("whether this copy of the program is whole")
    )
    whole.add_argument(
        "--report",
        metavar="FILE",
        type=Path,
        help=_("write the result to this file, too: a program without a console has nowhere else"),
    )
    return made


def _add_continuing(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        _("services tried again"),
        _(
            "A new run that looks for nothing and holds the tests of services alone."
            " It uses DNS servers, --connect, proxy, profile and limits of the"
            " earlier run; what lets more pass (--trust-file, --joined yes, --at,"
            " Basic, credentials) has to be given again."
        ),
    )
    group.add_argument(
        "--continue",
        dest="continues",
        type=Path,
        metavar="FILE",
        help=_(
            "a saved session, or another program's log, in place of ADDRESS."
            " --consent allow: the host that gave the settings may have the"
            " credentials, though it is of another domain"
        ),
    )
    group.add_argument(
        "--service",
        action="append",
        default=[],
        choices=[one.value for one in Service],
        metavar="NAME",
        help=_("only this service, such as oof, oab or availability (repeatable)"),
    )


def _add_certificate(parser: argparse.ArgumentParser) -> None:
    # What is about a mailbox and its run does not count here, and stays as if not given.
    parser.set_defaults(
        **dict.fromkeys(
            ("username", "mode", "joined", "directory", "site", "local_xml", "path_case", "save"),
            "",
        ),
        authentication=None,
        current_user=False,
        no_sign_in=False,
        policy=[],
    )
    parser.add_argument("target", nargs="?", metavar="HOST[:PORT] or FILE")
    parser.add_argument("--name", default="", metavar="NAME", help=_("judge for this host name"))
    parser.add_argument("--pem", default="", metavar="FILE", help=_("write the chain to this file"))
    parser.add_argument(
        "--profile", default="", metavar="NAME", help=_("whose rules count; default: outlook-2007")
    )
    _add_network(parser)
    _add_format(parser)


def _add_batch(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(local_xml="", save="", current_user=False, no_sign_in=False)
    parser.add_argument(
        "file", metavar="FILE", type=Path, help=_("the list; - for one that is piped in")
    )
    group = parser.add_argument_group(_("list and results"))
    group.add_argument(
        "--column",
        default="",
        metavar="NAME",
        help=_("the heading above the addresses; default: one that is known, else the first"),
    )
    group.add_argument(
        "--local-part",
        default=LOCAL_PART,
        metavar="NAME",
        help=_(
            "what stands before the @ where the list names a domain alone (default: {default});"
            " nobody signs in for such an address"
        ).format(default=LOCAL_PART),
    )
    group.add_argument(
        "--output",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help=_("a new file, .csv or .jsonl (repeatable); default: JSON lines to standard output"),
    )
    group.add_argument(
        "--resume", action="store_true", help=_("go on with --output, passing over what it holds")
    )
    group.add_argument(
        "--save-logs", default="", metavar="FOLDER", help=_("write a session log of each run there")
    )
    pace = parser.add_argument_group(_("pace"))
    standard = Pacing()
    pace.add_argument(
        "--jobs",
        type=_count,
        default=standard.jobs,
        metavar="N",
        help=_("runs at the same time (default: {default})").format(default=standard.jobs),
    )
    pace.add_argument(
        "--rate",
        type=_rate,
        default=standard.rate,
        metavar="N",
        help=_("runs that begin in a second, such as 0.5 or 20; default: no limit"),
    )
    pace.add_argument(
        "--per-host",
        type=_count,
        default=standard.per_host,
        metavar="N",
        help=_("requests at the same time to one address (default: {default})").format(
            default=standard.per_host
        ),
    )
    pace.add_argument(
        "--per-resolver",
        type=_count,
        default=standard.per_resolver,
        metavar="N",
        help=_("questions at the same time to name servers (default: {default})").format(
            default=standard.per_resolver
        ),
    )
    account = parser.add_argument_group(
        _("account"),
        _(
            "Without these options nobody signs in anywhere. With them one account does for all"
            " addresses of the list: a wrong password can lock it out, so that one which was"
            " refused is not sent again."
        ),
    )
    account.add_argument("--username", default="", metavar="NAME", help=_("whose account"))
    ways = account.add_mutually_exclusive_group()
    ways.add_argument(
        "--password-stdin",
        action="store_true",
        help=_("the password is the first line of standard input"),
    )
    ways.add_argument("--ask-password", action="store_true", help=_("ask for the password"))
    account.add_argument(
        "--authentication",
        metavar="LIST",
        help=_("of negotiate,ntlm,basic; default: all, strongest first"),
    )
    _add_client(parser, local_xml=False)
    _add_network(parser)


def _add_account(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(_("account"))
    group.add_argument(
        "--username",
        default="",
        metavar="NAME",
        help=_("DOMAIN\\user or user@domain; default: the address"),
    )
    ways = group.add_mutually_exclusive_group()
    ways.add_argument(
        "--password-stdin",
        action="store_true",
        help=_("the password is the first line of standard input"),
    )
    ways.add_argument("--ask-password", action="store_true", help=_("ask for the password"))
    # Also beside a password, which then is for those who do not let the signed-in user in: so does
    # Outlook, which asks for one after its own desktop's credentials failed. [OLKDISC]
    group.add_argument(
        "--current-user",
        action="store_true",
        help=_("the signed-in user's own credentials (Kerberos ticket, Windows single sign-on)"),
    )
    ways.add_argument(
        "--no-sign-in",
        action="store_true",
        help=_("ask everything anonymously, in practice too"),
    )
    group.add_argument(
        "--authentication",
        metavar="LIST",
        help=_("of negotiate,ntlm,basic; default: all, strongest first"),
    )


def _add_client(parser: argparse.ArgumentParser, *, local_xml: bool = True) -> None:
    group = parser.add_argument_group(_("emulated client and PC"))
    group.add_argument(
        "--profile", default="", metavar="NAME", help=_("outlook-2007 (default), outlook-2007-rtm")
    )
    group.add_argument(
        "--list-profiles",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("the profiles, one a line"),
    )
    _add_choice(
        group, "--mode", ("outlook", "survey"), _("stop at the first success, or every step")
    )
    _add_choice(group, "--joined", ("auto", "yes", "no"), _("act as a domain-joined PC"))
    group.add_argument(
        "--directory", default="", metavar="URL", help=_("ldap://HOST or ldaps://HOST")
    )
    group.add_argument("--site", default="", metavar="NAME", help=_("the AD site"))
    group.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("as the registry would have it"),
    )
    if local_xml:
        group.add_argument(
            "--local-xml", default="", metavar="FILE", help=_("what the local XML step reads")
        )
    _add_choice(group, "--path-case", ("lower", "spec"), _("capital letters in the URLs"))


def _add_network(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(_("network and certificates"))
    group.add_argument(
        "--resolver",
        action="append",
        default=[],
        metavar="ADDRESS[:PORT]",
        help=_("ask only this DNS server (repeatable)"),
    )
    group.add_argument(
        "--connect",
        action="append",
        default=[],
        metavar="HOST:PORT=ADDRESS[:PORT]",
        help=_("reach this host there (repeatable)"),
    )
    proxies = group.add_mutually_exclusive_group()
    proxies.add_argument(
        "--proxy",
        metavar="URL",
        help=_(
            "http://[USER@]HOST[:PORT] for all HTTP; default: the system's settings."
            " Where the proxy takes Basic alone, USER's password goes to it in the"
            " clear"
        ),
    )
    proxies.add_argument("--no-proxy", action="store_true", help=_("ask everything directly"))
    ways = group.add_mutually_exclusive_group()
    ways.add_argument(
        "--proxy-password-stdin",
        action="store_true",
        help=_("the password of the proxy's user is a line of standard input, after any other"),
    )
    ways.add_argument(
        "--ask-proxy-password", action="store_true", help=_("ask for the proxy's password")
    )
    group.add_argument(
        "--proxy-current-user",
        action="store_true",
        help=_("sign in to a proxy that asks as the signed-in user"),
    )
    group.add_argument(
        "--trust-file",
        action="append",
        default=[],
        metavar="PEM",
        help=_("further trust anchors (repeatable)"),
    )
    group.add_argument(
        "--no-system-trust", action="store_true", help=_("only those of --trust-file")
    )
    group.add_argument(
        "--at", default="", metavar="DATE", help=_("judge certificates as of that day")
    )
    _add_choice(group, "--consent", ("ask", "allow", "deny"), _("the answer to a redirect"))
    _add_choice(
        group, "--security-alert", ("skip", "accept"), _("the answer to a certificate warning")
    )
    group.add_argument("--revocation", action="store_true", help=_("check OCSP and CRLs too"))
    _add_choice(group, "--old-tls", ("allow", "look"), _("TLS 1.0 and 1.1: use it, or only look"))
    group.add_argument(
        "--timeout", type=_seconds, metavar="SECONDS", help=_("limit for a connection")
    )
    group.add_argument(
        "--no-probes", action="store_true", help=_("do not try the URLs that were found")
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    _add_format(parser)
    parser.add_argument(
        "--save", default="", metavar="FILE", help=_("write the session log as the run goes on")
    )


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=[one.value for one in Format], help=_("default: text"))


def _add_choice(
    group: argparse._ArgumentGroup, name: str, choices: tuple[str, ...], help_text: str
) -> None:
    group.add_argument(name, default="", choices=choices, help=f"{help_text}")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) <= _MOST_AT_ONCE:
        raise argparse.ArgumentTypeError(
            _("{text} is no number from 1 to {most}").format(text=repr(text), most=_MOST_AT_ONCE)
        )
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = math.nan
    if not 0 < rate <= 1000:
        raise argparse.ArgumentTypeError(
            _("{text} is no number up to 1000").format(text=repr(text))
        )
    return rate


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError(
            _("{text} is no number of seconds up to 3600").format(text=repr(text))
        )
    return seconds
