"""The arguments that the program takes, as argparse wants them told."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from app import __version__
from app.cli.batch_arguments import add_batch
from app.cli.complaints import complaint
from app.cli.option_groups import add_account, add_client, add_format, add_network, add_output
from app.domain.options import WrongUseError
from app.domain.settings import Service
from app.wording.language import _

FIRST_SCENARIO = "fresh-install"


class _Parser(argparse.ArgumentParser):
    """Complains by an exception: whoever called says it, in one line."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - whatever argparse takes
        super().__init__(add_help=False, formatter_class=_Help, **settings)
        self.add_argument("-h", "--help", action="help", help=_("show this help, and exit"))

    def error(self, message: str) -> NoReturn:
        text = _("{complaint}; --help tells more.")
        raise WrongUseError(text.format(complaint=complaint(message)))


_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"  # noqa: SLF001 - it has no other name


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
    _add_check(commands)
    _add_practice(commands)
    _add_certificate(commands)
    _add_batch(commands)
    _add_show(commands)
    _add_compare(commands)
    _add_sessions(commands)
    _add_self_test(commands)
    return made


def _add_check(commands: _Commands) -> None:
    # The usage stands here, since argparse fails over the brackets of ADDRESS[:PORT].
    check = commands.add_parser(
        "check",
        allow_abbrev=False,
        usage="%(prog)s ADDRESS [options] | --continue FILE [options]",
        help=_("a run in the terminal"),
    )
    check.add_argument("address", nargs="?", metavar="ADDRESS")
    _add_continuing(check)
    _add_run(check)


def _add_practice(commands: _Commands) -> None:
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
    _add_run(practice)


def _add_run(parser: argparse.ArgumentParser) -> None:
    add_account(parser)
    add_client(parser)
    add_network(parser)
    add_output(parser)


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


def _add_certificate(commands: _Commands) -> None:
    certificate = commands.add_parser(
        "certificate",
        allow_abbrev=False,
        usage="%(prog)s HOST[:PORT] | FILE [options]",
        help=_("the verdict on one server's certificate, or on a PEM, DER or P7B file"),
    )
    # What is about a mailbox and its run does not count here, and stays as if not given.
    certificate.set_defaults(
        **dict.fromkeys(
            ("username", "mode", "joined", "directory", "site", "local_xml", "path_case", "save"),
            "",
        ),
        authentication=None,
        current_user=False,
        no_sign_in=False,
        policy=[],
    )
    certificate.add_argument("target", nargs="?", metavar="HOST[:PORT] or FILE")
    certificate.add_argument(
        "--name", default="", metavar="NAME", help=_("judge for this host name")
    )
    certificate.add_argument(
        "--pem", default="", metavar="FILE", help=_("write the chain to this file")
    )
    certificate.add_argument(
        "--profile", default="", metavar="NAME", help=_("whose rules count; default: outlook-2007")
    )
    add_network(certificate)
    add_format(certificate)


def _add_batch(commands: _Commands) -> None:
    add_batch(
        commands.add_parser(
            "batch",
            allow_abbrev=False,
            usage="%(prog)s FILE [options]",
            help=_("many addresses or domains out of a CSV file"),
        )
    )


def _add_show(commands: _Commands) -> None:
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
    add_format(show)
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


def _add_compare(commands: _Commands) -> None:
    compare = commands.add_parser(
        "compare", allow_abbrev=False, help=_("what differs between two saved sessions")
    )
    compare.add_argument("first", metavar="FILE", type=Path)
    compare.add_argument("second", metavar="FILE", type=Path)
    add_format(compare)


def _add_sessions(commands: _Commands) -> None:
    sessions = commands.add_parser(
        "sessions", allow_abbrev=False, help=_("the sessions that the window has kept")
    )
    sessions.add_argument(
        "--search",
        default="",
        metavar="TEXT",
        help=_("only those in whose date, address, outcome, finding or note each word stands"),
    )
    add_format(sessions)


def _add_self_test(commands: _Commands) -> None:
    whole = commands.add_parser(
        "self-test", allow_abbrev=False, help=_("whether this copy of the program is whole")
    )
    whole.add_argument(
        "--report",
        metavar="FILE",
        type=Path,
        help=_("write the result to this file, too: a program without a console has nowhere else"),
    )
    whole.add_argument(
        "--key-store",
        action="store_true",
        help=_("also keep a made-up password in the system's key store, read it and remove it"),
    )
