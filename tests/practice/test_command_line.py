import shlex

from app.domain.options import RunOptions
from app.practice.command_line import command_line

OPTIONS = RunOptions(
    address="ann@contoso.example",
    username="CONTOSO\\ann",
    joined="yes",
    directory="ldap://dc01.contoso.local",
    site="Default First Site",
    consent="allow",
    security_alert="skip",
    authentication=("basic", "ntlm"),
    policies=("ExcludeScpLookup=1", "RedirectServers=mail.contoso.example"),
    resolvers=("127.0.0.1:5300",),
    connects=("192.0.2.10:443=127.0.0.1:40123", "192.0.2.10:80=127.0.0.1:40124"),
    trust_files=("folder of mine/trust.pem",),
    system_trust=False,
)


def test_every_option_that_is_given_stands_in_the_line() -> None:
    password, check = command_line(OPTIONS, "Practice-2007", windows=False).split(" | ")

    assert password == "echo Practice-2007"
    assert shlex.split(check) == [
        "autodiscope",
        "check",
        "ann@contoso.example",
        "--username",
        "CONTOSO\\ann",
        "--joined",
        "yes",
        "--directory",
        "ldap://dc01.contoso.local",
        "--site",
        "Default First Site",
        "--consent",
        "allow",
        "--security-alert",
        "skip",
        "--authentication",
        "basic,ntlm",
        "--policy",
        "ExcludeScpLookup=1",
        "--policy",
        "RedirectServers=mail.contoso.example",
        "--resolver",
        "127.0.0.1:5300",
        "--connect",
        "192.0.2.10:443=127.0.0.1:40123",
        "--connect",
        "192.0.2.10:80=127.0.0.1:40124",
        "--trust-file",
        "folder of mine/trust.pem",
        "--no-system-trust",
        "--password-stdin",
    ]


def test_what_is_not_given_is_left_out() -> None:
    line = command_line(RunOptions(address="ann@contoso.example"), "p", windows=False)

    assert line == "echo p | autodiscope check ann@contoso.example --password-stdin"


def test_a_windows_line_has_no_space_after_the_password_and_windows_quotes() -> None:
    line = command_line(OPTIONS, "Practice-2007", windows=True)

    assert line.startswith("echo Practice-2007| autodiscope check ")
    assert '--trust-file "folder of mine/trust.pem"' in line
    assert "--username CONTOSO\\ann " in line
