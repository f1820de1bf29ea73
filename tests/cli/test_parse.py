from pathlib import Path

import pytest

from app import __version__
from app.cli.commands import (
    Batch,
    Check,
    Command,
    Compare,
    Export,
    Format,
    ListProfiles,
    ListScenarios,
    ListSessions,
    PasswordFrom,
    Practice,
    SelfTest,
    ServeDomains,
    ServePractice,
    Show,
    Window,
)
from app.cli.parse import parse
from app.domain.batch import Pacing
from app.domain.options import RunOptions, WrongUseError
from app.domain.settings import Service

ADDRESS = "ann@contoso.example"
LOG = Path("run.autodiscope")


def options(**given: object) -> RunOptions:
    return RunOptions(address=ADDRESS, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ("", Window()),
        ("run.autodiscope", Window(file=LOG)),
        ("logs/run", Window(file=Path("logs/run"))),
        (f"check {ADDRESS}", Check(options=options())),
        (f"check {ADDRESS} --format json", Check(options=options(), format=Format.JSON)),
        (
            f"check {ADDRESS} --password-stdin",
            Check(options=options(), password=PasswordFrom.STANDARD_INPUT),
        ),
        (
            f"check --ask-password {ADDRESS}",
            Check(options=options(), password=PasswordFrom.QUESTION),
        ),
        ("check --list-profiles", ListProfiles()),
        ("--list-profiles", ListProfiles()),
        ("practice --list-profiles", ListProfiles()),
        ("practice", Practice(scenario="fresh-install")),
        ("practice expired", Practice(scenario="expired")),
        ("practice --text", Practice(scenario="fresh-install", in_terminal=True)),
        (
            "practice --text --format json",
            Practice(scenario="fresh-install", format=Format.JSON, in_terminal=True),
        ),
        (
            "practice expired --format text --profile outlook-2007-rtm --password-stdin",
            Practice(
                scenario="expired",
                options=RunOptions(profile="outlook-2007-rtm"),
                password=PasswordFrom.STANDARD_INPUT,
                in_terminal=True,
            ),
        ),
        (
            "practice split-dns --outside",
            Practice(scenario="split-dns", options=RunOptions(outside=True)),
        ),
        ("practice --list", ListScenarios()),
        ("practice expired --serve", ServePractice(scenario="expired")),
        ("show run.autodiscope", Show(file=LOG)),
        ("show run.autodiscope --format jsonl", Show(file=LOG, format=Format.JSONL)),
        ("show run.autodiscope --mask", Show(file=LOG, masked=True)),
        (
            "show run.autodiscope --mask --export a/b.HAR",
            Export(file=LOG, format="har", target=Path("a/b.HAR"), masked=True),
        ),
        (
            "show run.autodiscope --export a/b.txt",
            Export(file=LOG, format=Format.TEXT, target=Path("a/b.txt")),
        ),
        (
            "show --export b.JSON run.autodiscope",
            Export(file=LOG, format=Format.JSON, target=Path("b.JSON")),
        ),
    ],
)
def test_a_command_line_becomes_a_command(arguments: str, command: Command) -> None:
    assert parse(arguments.split()) == command


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("--username CONTOSO\\ann", options(username="CONTOSO\\ann")),
        ("--current-user", options(current_user=True)),
        ("--no-sign-in", options(sign_in=False)),
        ("--profile outlook-2007-rtm", options(profile="outlook-2007-rtm")),
        ("--mode survey", options(mode="survey")),
        ("--authentication NTLM,basic", options(authentication=("ntlm", "basic"))),
        ("--authentication ,", options(authentication=("", ""))),
        ("--joined yes", options(joined="yes")),
        ("--directory ldap://dc1:3268", options(directory="ldap://dc1:3268")),
        ("--site Paris", options(site="Paris")),
        (
            "--policy ExcludeScpLookup=1 --policy RedirectServers=a.example",
            options(policies=("ExcludeScpLookup=1", "RedirectServers=a.example")),
        ),
        ("--local-xml a.xml", options(local_xml="a.xml")),
        (
            "--resolver 192.0.2.1 --resolver [2001:db8::1]:53",
            options(resolvers=("192.0.2.1", "[2001:db8::1]:53")),
        ),
        (
            "--connect a.example:443=127.0.0.1:8443",
            options(connects=("a.example:443=127.0.0.1:8443",)),
        ),
        ("--trust-file a.pem --trust-file b.pem", options(trust_files=("a.pem", "b.pem"))),
        ("--no-system-trust", options(system_trust=False)),
        ("--at 2008-01-31", options(at="2008-01-31")),
        ("--consent allow", options(consent="allow")),
        ("--security-alert accept", options(security_alert="accept")),
        ("--old-tls look", options(old_tls="look")),
        ("--revocation", options(revocation=True)),
        ("--path-case spec", options(path_case="spec")),
        ("--timeout 2.5", options(timeout=2.5)),
        ("--no-probes", options(probes=False)),
        ("--save a.autodiscope", options(save="a.autodiscope")),
    ],
)
def test_each_option_stands_in_its_field_as_typed(arguments: str, expected: RunOptions) -> None:
    command = parse(["check", ADDRESS, *arguments.split()])

    assert command == Check(options=expected)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("check", "check needs an e-mail address, such as ann@contoso.com."),
        ("chekc ann@b.example", "There is no command and no file chekc; the commands are"),
        ("run.autodiscope --mode survey", "The window opens one file, and takes no options."),
        ("check a@b.c d@e.f", "There is no argument d@e.f here; --help tells more."),
        ("check a@b.c --mode fast", "--mode cannot be 'fast'; choose from "),
        ("check a@b.c --consent", "--consent wants a value"),
        ("check a@b.c --modus outlook", "There is no argument --modus outlook here"),
        ("check a@b.c --prof x", "There is no argument --prof x here"),
        ("check a@b.c --timeout soon", "--timeout: 'soon' is no number of seconds"),
        ("check a@b.c --timeout -1", "--timeout: "),
        ("check a@b.c --timeout 0", "--timeout: '0' is no number of seconds"),
        ("check a@b.c --timeout nan", "--timeout: 'nan' is no number of seconds"),
        ("check a@b.c --timeout inf", "--timeout: 'inf' is no number of seconds"),
        ("check a@b.c --password-stdin --ask-password", "--ask-password does not go with "),
        ("batch", "These are wanted: FILE"),
        ("batch a.csv --resume", "--resume goes on with a file: --output FILE."),
        ("batch a.csv --output b.xlsx", "The suffix of --output says the kind: .csv or .jsonl."),
        ("batch a.csv --output b.csv --output b.csv", "--output names the same file twice."),
        ("batch a.csv --consent ask", "batch asks nobody: "),
        ("batch a.csv --security-alert accept", "batch accepts no certificate unseen"),
        ("batch a.csv --ask-password", "A password wants --username"),
        ("batch a.csv --username x", "--username wants a password"),
        ("batch - --username x --password-stdin", "Standard input holds either the list or"),
        ("batch - --proxy-password-stdin", "Standard input holds either the list or"),
        ("batch a.csv --jobs 0", "--jobs: '0' is no number from 1 to 200"),
        ("batch a.csv --jobs 201", "--jobs: '201' is no number from 1 to 200"),
        ("batch a.csv --per-host x", "--per-host: 'x' is no number from 1 to 200"),
        ("batch a.csv --rate 0", "--rate: '0' is no number up to 1000"),
        ("batch a.csv --rate fast", "--rate: 'fast' is no number up to 1000"),
        ("batch a.csv --local-part a@b", "--local-part is what stands before the @"),
        ("batch a.csv --local-part a\u0001", "--local-part: An e-mail address has no spaces"),
        ("batch a.csv --save b", "There is no argument --save b here"),
        ("practice --domains 10", "--domains is for --serve"),
        ("practice --list --serve", "--serve does not go with --list"),
        ("show", "These are wanted: FILE"),
        ("show a --export b.docx", "The suffix of --export says the kind of file: .html, .txt, "),
        ("show a --export b", "The suffix of --export says the kind of file: .html, .txt, "),
        ("show a --plan --mask", "--mask is for what is shown or exported"),
        ("show a --export b.txt --format json", "Either --format or --export"),
        ("--verbose", "There is no argument --verbose here"),
    ],
)
def test_wrong_use_is_told_in_one_line(arguments: str, complaint: str) -> None:
    with pytest.raises(WrongUseError) as caught:
        parse(arguments.split())

    assert str(caught.value).startswith(complaint)
    assert len(str(caught.value).splitlines()) == 1


def test_the_result_of_the_self_test_may_go_to_a_file() -> None:
    assert parse(["self-test"]) == SelfTest()
    assert parse(["self-test", "--report", "x.txt"]) == SelfTest(report=Path("x.txt"))
    assert parse(["self-test", "--key-store"]) == SelfTest(uses_key_store=True)


def test_an_argument_that_is_no_text_is_refused() -> None:
    with pytest.raises(WrongUseError, match="not in the encoding of this system"):
        parse(["check", "ann\udcff@contoso.example"])


def test_a_file_in_this_folder_opens_in_the_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("session").touch()

    assert parse(["session"]) == Window(file=Path("session"))


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse(["--version"])

    assert (left.value.code, capsys.readouterr().out) == (0, f"autodiscope {__version__}\n")


@pytest.mark.parametrize("command", [[], ["check"], ["practice"], ["show"], ["batch"]])
def test_each_command_has_its_help(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse([*command, "--help"])

    told = capsys.readouterr().out
    assert left.value.code == 0
    assert told.startswith("usage: autodiscope")
    assert " ".join(command) in told


def test_proxies_are_taken_as_typed_and_their_password_from_elsewhere() -> None:
    by_hand = parse(
        ["check", ADDRESS, "--proxy", "http://ann@proxy:3128", "--proxy-password-stdin"]
    )
    signed_in = parse(["check", ADDRESS, "--proxy-current-user", "--ask-proxy-password"])
    direct = parse(["practice", "--no-proxy"])

    assert isinstance(by_hand, Check)
    assert isinstance(signed_in, Check)
    assert isinstance(direct, Practice)
    assert by_hand.options.proxy == "http://ann@proxy:3128"
    assert by_hand.proxy_password is PasswordFrom.STANDARD_INPUT
    assert signed_in.options.proxy_current_user
    assert signed_in.proxy_password is PasswordFrom.QUESTION
    assert direct.options.no_proxy


@pytest.mark.parametrize(
    "arguments",
    [["--proxy="], ["--proxy", "http://p", "--no-proxy"], ["--proxy-password", "hunter2"]],
)
def test_options_about_proxies_that_make_no_sense_are_refused(arguments: list[str]) -> None:
    with pytest.raises(WrongUseError):
        parse(["check", ADDRESS, *arguments])


def test_a_secret_is_nowhere_in_an_argument() -> None:
    with pytest.raises(WrongUseError):
        parse(["check", ADDRESS, "--password", "hunter2"])


def test_the_sessions_that_were_kept_are_listed() -> None:
    command = parse(["sessions", "--search", "ann expired", "--format", "json"])

    assert command == ListSessions(search="ann expired", format=Format.JSON)
    assert parse(["sessions"]) == ListSessions()
    with pytest.raises(WrongUseError, match="sessions writes text or json"):
        parse(["sessions", "--format", "jsonl"])


def test_two_sessions_are_compared() -> None:
    command = parse(["compare", "a.autodiscope", "b.autodiscope", "--format", "json"])

    assert command == Compare(
        first=Path("a.autodiscope"), second=Path("b.autodiscope"), format=Format.JSON
    )


def test_a_comparison_has_no_lines_of_events() -> None:
    with pytest.raises(WrongUseError, match="compare writes text or json"):
        parse(["compare", "a", "b", "--format", "jsonl"])


def test_services_of_a_session_are_tried_again_without_an_address() -> None:
    parsed = parse(
        ["check", "--continue", "run.autodiscope", "--service", "oof", "--service", "oab"]
    )

    assert parsed == Check(options=RunOptions(), continues=LOG, services=(Service.OOF, Service.OAB))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (f"check {ADDRESS} --continue run.autodiscope", "Either ADDRESS or --continue"),
        (f"check {ADDRESS} --service oof", "--service chooses among"),
        ("check --continue run.autodiscope --mode survey", "--mode and --no-probes say nothing"),
        ("check --continue run.autodiscope --no-probes", "--mode and --no-probes say nothing"),
        ("check --continue run.autodiscope --service letters", "cannot be 'letters'"),
    ],
)
def test_what_makes_no_sense_with_services_tried_again_is_refused(
    arguments: str, complaint: str
) -> None:
    with pytest.raises(WrongUseError, match=complaint):
        parse(arguments.split())


def test_a_batch_is_taken_with_all_that_is_asked_of_it() -> None:
    line = (
        "batch people.csv --column Mail --local-part probe --output a.csv --output b.jsonl"
        " --resume --jobs 4 --rate 2.5 --per-host 2 --per-resolver 3 --save-logs logs"
        " --username CONTOSO\\ann --ask-password --authentication ntlm --mode survey --joined no"
        " --resolver 192.0.2.53 --connect a.example:443=192.0.2.1 --trust-file x.pem --no-proxy"
        " --timeout 5 --no-probes"
    )
    parsed = parse(line.split())

    assert isinstance(parsed, Batch)
    assert (parsed.file, parsed.column, parsed.local_part) == (Path("people.csv"), "Mail", "probe")
    assert (parsed.outputs, parsed.resume) == ((Path("a.csv"), Path("b.jsonl")), True)
    assert parsed.pacing == Pacing(jobs=4, rate=2.5, per_host=2, per_resolver=3)
    assert (parsed.logs, parsed.password) == ("logs", PasswordFrom.QUESTION)
    assert parsed.options == RunOptions(
        username="CONTOSO\\ann",
        authentication=("ntlm",),
        mode="survey",
        joined="no",
        resolvers=("192.0.2.53",),
        connects=("a.example:443=192.0.2.1",),
        trust_files=("x.pem",),
        no_proxy=True,
        timeout=5.0,
        probes=False,
        consent="deny",
    )


def test_a_batch_may_be_told_to_follow_redirects() -> None:
    parsed = parse(["batch", "-", "--consent", "allow"])

    assert isinstance(parsed, Batch)
    assert parsed.options.consent == "allow"


def test_the_servers_of_a_list_are_started_by_their_number() -> None:
    assert parse(["practice", "--serve", "--domains", "10"]) == ServeDomains(count=10)
