"""Which way of signing in is taken."""

import time

import pytest

from app.domain.acceptance import Ground
from app.domain.authentication import (
    Authentication,
    Challenge,
    Scheme,
    challenges,
    http_ways,
    may_ask_kdc,
    may_send_password,
    name_hint,
    offered_schemes,
)

ALL = tuple(Scheme)
IIS = ("Negotiate", "NTLM", "Basic")


@pytest.mark.parametrize(
    ("offered", "allowed", "whose", "windows", "expected"),
    [
        (IIS, ALL, "given", False, "negotiate/kerberos negotiate/ntlm ntlm/ntlm basic/simple"),
        (IIS, ALL, "given", True, "negotiate/negotiate ntlm/ntlm basic/simple"),
        (("BASIC", "ntlm"), ALL, "given", False, "ntlm/ntlm basic/simple"),
        (IIS, ALL, "current", False, "negotiate/kerberos*"),
        (IIS, ALL, "current", True, "negotiate/negotiate* ntlm/ntlm*"),
        # The desktop's credentials come first, the typed ones when they fail.
        (
            IIS,
            (Scheme.NEGOTIATE, Scheme.BASIC),
            "both",
            False,
            "negotiate/kerberos* negotiate/kerberos negotiate/ntlm basic/simple",
        ),
        # Never as Basic where only a stronger one was allowed.
        (("Basic",), (Scheme.NEGOTIATE, Scheme.NTLM), "both", False, ""),
        (("Basic", "NTLM"), (Scheme.BASIC,), "given", False, "basic/simple"),
        (("Basic",), ALL, "current", True, ""),
        (("NTLM",), ALL, "current", False, ""),
        (("Digest", "Bearer"), ALL, "both", False, ""),
        ((), ALL, "both", False, ""),
        (IIS, ALL, "nobody", False, ""),
    ],
)
def test_the_strongest_way_that_all_sides_allow_comes_first(
    offered: tuple[str, ...],
    allowed: tuple[Scheme, ...],
    whose: str,
    windows: bool,
    expected: str,
) -> None:
    ways = http_ways(
        offered,
        Authentication(schemes=allowed),
        given=whose in {"given", "both"},
        current_user=whose in {"current", "both"},
        windows=windows,
    )

    told = [f"{way.scheme}/{way.mechanism}{'*' if way.current_user else ''}" for way in ways]
    assert " ".join(told) == expected


@pytest.mark.parametrize(
    ("allowed", "named", "ground", "may"),
    [
        (ALL, False, Ground.GOOD, True),
        (ALL, False, Ground.GRANTED, True),
        (ALL, False, Ground.TOLERATED, False),
        ((Scheme.BASIC,), True, Ground.TOLERATED, True),
        ((Scheme.NTLM,), True, Ground.GOOD, False),
    ],
)
def test_the_password_itself_goes_to_a_tolerated_certificate_only_where_it_was_named(
    allowed: tuple[Scheme, ...], named: bool, ground: Ground, may: bool
) -> None:
    assert may_send_password(Authentication(schemes=allowed, named=named), ground) is may


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("Negotiate", "NTLM", 'Basic realm="mail"'), "Negotiate NTLM Basic"),
        (("NTLM TlRM=", "ntlm"), "NTLM=TlRM= ntlm"),
        # RFC 9110 11.6.1: several in one value, where commas also set parameters apart.
        (('Negotiate, Basic realm="a, NTLM", charset="UTF-8"',), "Negotiate Basic"),
        (('Digest realm="x", qop="auth,auth-int", nonce=abc, NTLM',), "Digest NTLM"),
        (("Negotiate YII=,NTLM",), "Negotiate=YII= NTLM"),
        (('Basic realm="half', "NTLM"), "Basic NTLM"),
        (("NTLM not base 64",), "NTLM"),
        (("Negotiate (token not shown)",), "Negotiate"),
        (('realm = "x"', "=", ",,", " ", "a=b"), ""),
    ],
)
def test_challenges_are_read_as_they_may_be_written(values: tuple[str, ...], expected: str) -> None:
    told = [f"{one.scheme}={one.token}" if one.token else one.scheme for one in challenges(values)]

    assert " ".join(told) == expected


def test_offered_schemes_are_named_as_sent_and_once() -> None:
    headers = ("Negotiate", "NTLM", 'Basic realm="mail"', "NTLM abc=", " ")

    assert offered_schemes(headers) == ("Negotiate", "NTLM", "Basic")


def test_a_long_token_is_read_whole() -> None:
    token = "YII" + "A" * 60_000 + "="

    assert challenges((f"Negotiate {token}",)) == (Challenge(scheme="Negotiate", token=token),)


@pytest.mark.parametrize("part", ['\\"', '"', "a ", "a=", '"a", ', "Basic "])
def test_a_hostile_value_takes_no_time(part: str) -> None:
    started = time.process_time()

    challenges((part * (100_000 // len(part)),))

    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("username", "other"),
    [
        ("CONTOSO\\ann", "ann@DOMAIN"),
        ("ann@contoso.example", "DOMAIN\\ann"),
        ("ann", "DOMAIN\\ann or ann@DOMAIN"),
    ],
)
def test_the_other_form_of_a_name_is_proposed(username: str, other: str) -> None:
    assert other in name_hint(username)


@pytest.mark.parametrize(
    ("username", "domain", "may"),
    [
        ("ann@contoso.local", "contoso.local", True),
        ("ann@CONTOSO.LOCAL.", "Contoso.local", True),
        ("ann@sub.contoso.local", "contoso.local", True),
        ("ann@contoso.local", "sub.contoso.local", True),
        ("ann", "contoso.local", True),
        # The mail domain is none that the PC knows: DNS alone would say who its controllers are.
        ("ann@contoso.com", "contoso.local", False),
        ("ann@evilcontoso.local", "contoso.local", False),
        ("ann@contoso.com", "", False),
        ("ann", "", False),
    ],
)
def test_a_password_is_proven_only_to_a_domain_that_the_pc_knows(
    username: str, domain: str, may: bool
) -> None:
    assert may_ask_kdc(username, domain) is may
