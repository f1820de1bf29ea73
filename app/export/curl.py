"""A request as a curl command line that asks the same once more, without any secret."""

import re
import shlex
import subprocess
from enum import StrEnum
from typing import Final
from urllib.parse import quote, urlsplit

from app.domain.attempts import Exchange, Leg, Request
from app.domain.authentication import Scheme
from app.domain.rows import Subject

LONGEST_BODY: Final = 16_000
LONGEST_COMMAND: Final = {"posix": 100_000, "cmd": 8_000}
"""The Command Prompt takes 8,191 characters. KB 830473"""

_LEFT_OUT: Final = frozenset(
    {
        # Secrets, or what a proxy or a server could take for one.
        *("authorization", "proxy-authorization", "cookie", "set-cookie", "www-authenticate"),
        # curl's own affair; an encoded answer could not be read on a screen.
        *("host", "content-length", "connection", "accept-encoding", "transfer-encoding"),
        "expect",
    }
)
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What a header's name consists of. RFC 9110 5.6.2"""
_URL_MARKS: Final = "!#$&'()*+,/:;=?@[]~"
"""RFC 3986 2.2 and 2.3; what else there is in a URL goes out as percent and two digits."""
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CMD_MARKS: Final = frozenset('()%!^"<>&|')


class Shell(StrEnum):
    """For which command line the text is quoted."""

    POSIX = "posix"
    """sh, bash, zsh; on Windows Git Bash and WSL."""
    CMD = "cmd"
    """The Command Prompt of Windows; PowerShell quotes differently."""


def request_of(subject: Subject) -> Request | None:
    """Give the request that a row is about; of several the last one. None for other rows."""
    match subject:
        case Leg(request=request):
            return request
        case Exchange(legs=(*_, last)):
            return last.request
        case Exchange(question=asked):
            return Request(
                method=asked.method, url=asked.url, headers=asked.headers, body=asked.body
            )
        case _:
            return None


def curl_command(request: Request, shell: Shell) -> str:
    """Give the command in one line of ASCII; empty where no safe command can be made.

    No text of it, whatever a server had sent, ends a word, begins a command, or names a file for
    curl to send. curl itself asks for the password where the request was signed in.
    """
    url = _url(request.url)
    words = ["curl", *_words(request, url)]
    line = shlex.join(words) if shell is Shell.POSIX else " ".join(map(_cmd_word, words))
    is_whole = len(request.body) <= LONGEST_BODY and len(line) <= LONGEST_COMMAND[shell]
    return line if url and is_whole else ""


def _words(request: Request, url: str) -> list[str]:
    # A URL may hold what curl takes for a pattern, or name another scheme by a redirect.
    words = ["--include", "--globoff", "--proto", "=http,https"]
    if request.method != ("POST" if request.body else "GET") and _TOKEN.fullmatch(request.method):
        words += ["--request", request.method]
    for name, value in request.headers:
        # A name of token characters cannot begin with @, which would name a file.
        if name.lower() not in _LEFT_OUT and _TOKEN.fullmatch(name):
            words += ["--header", f"{name}: {_ascii(value)}"]
    words += _sign_in(request)
    if request.body:
        # Not --data: there a leading @ names a file to send.
        words += ["--data-raw", _xml(request.body)]
    return [*words, "--url", url]


def _sign_in(request: Request) -> list[str]:
    if request.scheme is None or not request.url.lower().startswith("https:"):
        return []
    ways = {Scheme.NEGOTIATE: "--negotiate", Scheme.NTLM: "--ntlm", Scheme.BASIC: "--basic"}
    name = _ascii(request.username)
    if not request.username:
        # The signed-in user's own credentials.
        return [ways[request.scheme], "--user", ":"]
    # What stands behind a colon would be taken for the password.
    is_name = name == request.username and ":" not in name
    return [ways[request.scheme], *(["--user", name] if is_name else [])]


def _url(url: str) -> str:
    """Give a URL without names and passwords in it, or nothing where it is none of the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    plain = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()
    # surrogatepass: what no server could have sent must not be a defect here.
    tame = quote(plain.encode("utf-8", "surrogatepass"), safe=f"{_URL_MARKS}%")
    return _STRAY_PERCENT.sub("%25", tame)


def _ascii(text: str) -> str:
    return "".join(mark if " " <= mark <= "~" else "?" for mark in text)


def _xml(body: str) -> str:
    """Write XML in printable ASCII: a line's end ends no command, no escape reaches a terminal.

    White space between and in tags means the same whichever it is; other characters become
    references. XML 1.0, 2.10, 3.3.3 and 4.1
    """
    told = "".join(" " if mark < " " or "\x7f" <= mark <= "\x9f" else mark for mark in body)
    return told.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _cmd_word(word: str) -> str:
    """Quote a word for the program, and then the result for the Command Prompt.

    With a caret before each quotation mark cmd never believes itself inside of quotes, so that
    carets count everywhere. The character behind a % gets one too: no variable has a name that
    begins so, and nothing is put in its place.
    """
    quoted = subprocess.list2cmdline([word])
    told: list[str] = []
    for before, mark in zip(f" {quoted}", quoted, strict=False):
        told.append(f"^{mark}" if mark in _CMD_MARKS or before == "%" else mark)
    return "".join(told)
