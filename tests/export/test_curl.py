import re
import shlex
import subprocess
from itertools import pairwise

import pytest
from msgspec.structs import replace

from app.domain.attempts import Exchange, Leg, Lookup, Request
from app.domain.authentication import Scheme
from app.domain.questions import DnsQuestion, HttpQuestion
from app.export.curl import LONGEST_BODY, Shell, curl_command, request_of
from tests.support import played_runs
from tests.support.played_runs import session_of

URL = "https://mail.contoso.example/autodiscover/autodiscover.xml"
EVIL = (
    '\'; touch /tmp/owned; echo "`id`$(id)" && x\\\r\n%PATH% ^&|<>!!\x1b[201~\nrm -rf ~\x85é\u202e'
)
HOSTILE_TEXTS = ("@/etc/passwd", "-o /etc/passwd", "\x00\ud800", "$(id)\n", "{a,b}[1-9]", "x" * 900)


PLAIN = Request(method="POST", url=URL, headers=(("Content-Type", "text/xml"),), body="<a/>")


def request(**changes: object) -> Request:
    return replace(PLAIN, **changes)


def words(command: str) -> list[str]:
    """Let a real shell take the line apart, with a curl that only tells what it was given."""
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}\n{command}\n"
    told = subprocess.run(["sh", "-c", script], capture_output=True, check=True, text=True)
    assert told.stderr == ""
    return told.stdout.split("\0")[:-1]


def test_the_command_asks_the_same_once_more() -> None:
    command = curl_command(request(), Shell.POSIX)

    assert command == (
        "curl --include --globoff --proto =http,https --header 'Content-Type: text/xml'"
        f" --data-raw '<a/>' --url {URL}"
    )


def test_a_get_has_no_body_and_another_method_is_named() -> None:
    got = curl_command(request(method="GET", body=""), Shell.POSIX)
    headed = curl_command(request(method="HEAD", body=""), Shell.POSIX)

    assert "--data-raw" not in got
    assert "--request" not in got
    assert "--request HEAD" in headed


@pytest.mark.parametrize(
    "name", ["Authorization", "proxy-authorization", "Cookie", "Content-Length", "@/etc/passwd"]
)
def test_secrets_and_what_is_curls_own_affair_are_left_out(name: str) -> None:
    command = curl_command(request(headers=((name, "c2VjcmV0"),)), Shell.POSIX)

    assert "c2VjcmV0" not in command
    assert "--header" not in command


@pytest.mark.parametrize(
    ("scheme", "username", "url", "expected"),
    [
        (Scheme.NTLM, "CONTOSO\\ann", URL, ["--ntlm", "--user", "CONTOSO\\ann"]),
        (Scheme.BASIC, "ann@contoso.example", URL, ["--basic", "--user", "ann@contoso.example"]),
        (Scheme.NEGOTIATE, "", URL, ["--negotiate", "--user", ":"]),
        (Scheme.BASIC, "ann:secret", URL, ["--basic"]),
        (Scheme.BASIC, "ann\n", URL, ["--basic"]),
        (Scheme.BASIC, "ann", "http://mail.contoso.example/", []),
        (None, "", URL, []),
    ],
)
def test_curl_asks_for_the_password_itself(
    scheme: Scheme | None, username: str, url: str, expected: list[str]
) -> None:
    told = words(curl_command(request(scheme=scheme, username=username, url=url), Shell.POSIX))

    signed_in = [word for word in told if word not in words(curl_command(request(), Shell.POSIX))]
    assert [word for word in signed_in if word != url] == expected


@pytest.mark.parametrize("text", [EVIL, *HOSTILE_TEXTS])
def test_no_text_breaks_out_of_its_word(text: str) -> None:
    hostile = request(
        method=text,
        url=f"https://mail.contoso.example/{text}",
        headers=(("X-Evil", text), (text, "value")),
        body=f"<a>{text}</a>"[:LONGEST_BODY],
        scheme=Scheme.BASIC,
        username=text,
    )
    for shell in Shell:
        assert re.fullmatch(r"[ -~]*", curl_command(hostile, shell))

    command = curl_command(hostile, Shell.POSIX)
    if command:
        told = words(command)
        assert told[-2] == "--url"
        assert told[-1].startswith("https://mail.contoso.example/")
        assert told[told.index("--data-raw") + 1].startswith("<a>")
        assert told == shlex.split(command)[1:]


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "--output=/etc/passwd", "https://", "https://[", "", "gopher://a"]
)
def test_nothing_but_the_web_is_asked(url: str) -> None:
    assert curl_command(request(url=url), Shell.POSIX) == ""


def test_a_name_and_a_password_in_a_url_are_left_out() -> None:
    command = curl_command(request(url="https://ann:secret@mail.contoso.example/a#b"), Shell.POSIX)

    assert command.endswith(" --url https://mail.contoso.example/a")


def test_what_is_too_long_to_be_typed_is_not_offered() -> None:
    assert curl_command(request(body="x" * (LONGEST_BODY + 1)), Shell.POSIX) == ""
    assert curl_command(request(body="x" * LONGEST_BODY), Shell.POSIX) != ""
    assert curl_command(request(body="x" * LONGEST_BODY), Shell.CMD) == ""


def test_the_body_says_the_same_in_printable_ascii() -> None:
    body = "<?xml version='1.0'?>\r\n<n\ta='é'>\u202e\U0001f600</n>"

    told = words(curl_command(request(body=body), Shell.POSIX))

    assert "<?xml version='1.0'?>  <n a='&#233;'>&#8238;&#128512;</n>" in told


# --- the Command Prompt --------------------------------------------------------------------


def as_cmd_reads(line: str) -> str:
    """Take the line as cmd does: % first, then carets; no caret may stand inside of quotes."""
    for first, second in pairwise(re.finditer(r"%", line)):
        name = line[first.end() : second.start()]
        assert not re.match(r"[A-Za-z0-9_]", name), f"{name} could be a variable"
    told, at, quoted = "", 0, False
    while at < len(line):
        if line[at] == "^" and not quoted:
            at += 1
        elif line[at] == '"':
            quoted = not quoted
        else:
            assert quoted or line[at] not in "&|<>()", line
        told += line[at]
        at += 1
    assert not quoted
    return told


@pytest.mark.parametrize("text", [EVIL, *HOSTILE_TEXTS, 'a"b c\\', "%PATH:a=b%", "100%", "^%^%%%"])
def test_the_command_prompt_hands_the_same_words_on(text: str) -> None:
    hostile = request(body=f"<a>{text}</a>"[:1_000], url=f"{URL}?{text[:300]}")
    command = curl_command(hostile, Shell.CMD)
    same = shlex.split(curl_command(hostile, Shell.POSIX))

    assert as_cmd_reads(command) == subprocess.list2cmdline(same)


# --- rows ----------------------------------------------------------------------------------


def test_a_row_of_an_exchange_gives_its_last_request() -> None:
    session = session_of(played_runs.found())
    exchange = next(one for _, one in session.attempts if isinstance(one, Exchange) and one.legs)
    lookup = Lookup(question=DnsQuestion(name="a"))

    assert request_of(exchange) == exchange.legs[-1].request
    assert request_of(Leg(request=request())) == request()
    assert request_of(lookup) is None
    asked = HttpQuestion(method="GET", url=URL, headers=(("A", "b"),))
    unasked = request_of(Exchange(question=asked))
    assert unasked == Request(method="GET", url=URL, headers=(("A", "b"),))
