"""The groups of options that several commands share: account, client and PC, network, output."""

import argparse
import math

from app.cli.commands import Format
from app.wording.language import _


def add_account(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(_("account"))
    group.add_argument(
        "--username",
        default="",
        metavar="NAME",
        help=_("DOMAIN\\user or user@domain; default: the address"),
    )
    ways = add_password_ways(group)
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
    add_authentication(group)


def add_password_ways(group: argparse._ArgumentGroup) -> argparse._MutuallyExclusiveGroup:
    """Offer the ways to give a password; none of them is an argument."""
    ways = group.add_mutually_exclusive_group()
    ways.add_argument(
        "--password-stdin",
        action="store_true",
        help=_("the password is the first line of standard input"),
    )
    ways.add_argument("--ask-password", action="store_true", help=_("ask for the password"))
    return ways


def add_authentication(group: argparse._ArgumentGroup) -> None:
    """Offer the choice of the schemes that may be used."""
    group.add_argument(
        "--authentication",
        metavar="LIST",
        help=_("of negotiate,ntlm,basic; default: all, strongest first"),
    )


def add_client(parser: argparse.ArgumentParser, *, local_xml: bool = True) -> None:
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
    add_choice(
        group, "--mode", ("outlook", "survey"), _("stop at the first success, or every step")
    )
    add_choice(group, "--joined", ("auto", "yes", "no"), _("act as a domain-joined PC"))
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
    add_choice(group, "--path-case", ("lower", "spec"), _("capital letters in the URLs"))


def add_network(parser: argparse.ArgumentParser) -> None:
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
    _add_proxies(group)
    _add_trust(group)
    add_choice(group, "--consent", ("ask", "allow", "deny"), _("the answer to a redirect"))
    add_choice(
        group, "--security-alert", ("skip", "accept"), _("the answer to a certificate warning")
    )
    group.add_argument("--revocation", action="store_true", help=_("check OCSP and CRLs too"))
    add_choice(group, "--old-tls", ("allow", "look"), _("TLS 1.0 and 1.1: use it, or only look"))
    group.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", help=_("limit for a connection")
    )
    group.add_argument(
        "--no-probes", action="store_true", help=_("do not try the URLs that were found")
    )


def _add_proxies(group: argparse._ArgumentGroup) -> None:
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


def _add_trust(group: argparse._ArgumentGroup) -> None:
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


def add_output(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument(
        "--save", default="", metavar="FILE", help=_("write the session log as the run goes on")
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=[one.value for one in Format], help=_("default: text"))


def add_choice(
    group: argparse._ArgumentGroup, name: str, choices: tuple[str, ...], help_text: str
) -> None:
    group.add_argument(name, default="", choices=choices, help=f"{help_text}")


def seconds(text: str) -> float:
    number = number_up_to(3600, text)
    if number is None:
        raise argparse.ArgumentTypeError(
            _("{text} is no number of seconds up to 3600").format(text=repr(text))
        )
    return number


def number_up_to(most: float, text: str) -> float | None:
    """Read a number above 0; None where it is none, or more than that."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    return number if 0 < number <= most else None
