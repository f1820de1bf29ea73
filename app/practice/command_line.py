"""Writes the `check` command line that does what a set of options says."""

import os
import shlex
import subprocess

from app.domain.options import RunOptions


def command_line(options: RunOptions, password: str, *, windows: bool = os.name == "nt") -> str:
    """Give a line to paste into a shell; the password goes over standard input."""
    words = ["autodiscope", "check", options.address, *_words(options), "--password-stdin"]
    if windows:
        # cmd's echo would take a space before the bar for a part of the password.
        return f"echo {password}| {subprocess.list2cmdline(words)}"
    return f"echo {shlex.quote(password)} | {shlex.join(words)}"


def batch_line(file: str, options: RunOptions, *, windows: bool = os.name == "nt") -> str:
    """Give the line that runs through a list of addresses, without a password."""
    words = ["autodiscope", "batch", file, *_words(options)]
    return subprocess.list2cmdline(words) if windows else shlex.join(words)


def _words(options: RunOptions) -> list[str]:
    texts = {
        "--username": options.username,
        "--joined": options.joined,
        "--directory": options.directory,
        "--site": options.site,
        "--consent": options.consent,
        "--security-alert": options.security_alert,
        "--authentication": ",".join(options.authentication or ()),
        "--timeout": f"{options.timeout:g}" if options.timeout else "",
    }
    lists = {
        "--policy": options.policies,
        "--resolver": options.resolvers,
        "--connect": options.connects,
        "--trust-file": options.trust_files,
    }
    words = [part for option, text in texts.items() if text for part in (option, text)]
    words += [part for option, many in lists.items() for text in many for part in (option, text)]
    if options.no_proxy or not options.asks_machine:
        # Everything is on loopback, where no proxy of this PC's can reach it.
        words.append("--no-proxy")
    if not options.system_trust:
        words.append("--no-system-trust")
    return words
