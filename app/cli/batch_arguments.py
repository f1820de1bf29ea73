"""The arguments of batch: the list, its results, its pace, and the one account."""

import argparse
from pathlib import Path

from app.cli.option_groups import (
    add_authentication,
    add_client,
    add_network,
    add_password_ways,
    number_up_to,
)
from app.domain.batch import LOCAL_PART, Pacing
from app.wording.language import _

_MOST_AT_ONCE = 200


def add_batch(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(local_xml="", save="", current_user=False, no_sign_in=False)
    parser.add_argument(
        "file", metavar="FILE", type=Path, help=_("the list; - for one that is piped in")
    )
    _add_list(parser)
    _add_pace(parser)
    _add_one_account(parser)
    add_client(parser, local_xml=False)
    add_network(parser)


def _add_list(parser: argparse.ArgumentParser) -> None:
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


def _add_pace(parser: argparse.ArgumentParser) -> None:
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


def _add_one_account(parser: argparse.ArgumentParser) -> None:
    account = parser.add_argument_group(
        _("account"),
        _(
            "Without these options nobody signs in anywhere. With them one account does for all"
            " addresses of the list: a wrong password can lock it out, so that one which was"
            " refused is not sent again."
        ),
    )
    account.add_argument("--username", default="", metavar="NAME", help=_("whose account"))
    add_password_ways(account)
    add_authentication(account)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) <= _MOST_AT_ONCE:
        raise argparse.ArgumentTypeError(
            _("{text} is no number from 1 to {most}").format(text=repr(text), most=_MOST_AT_ONCE)
        )
    return int(text)


def _rate(text: str) -> float:
    rate = number_up_to(1000, text)
    if rate is None:
        raise argparse.ArgumentTypeError(
            _("{text} is no number up to 1000").format(text=repr(text))
        )
    return rate
