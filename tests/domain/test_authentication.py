"""Which way of signing in is taken."""

import pytest

from app.domain.acceptance import Ground
from app.domain.authentication import Authentication, Scheme, choose_scheme, offered_schemes

ALL = tuple(Scheme)


@pytest.mark.parametrize(
    ("offered", "allowed", "named", "ground", "chosen"),
    [
        (("Basic", "NTLM", "Negotiate"), ALL, False, Ground.GOOD, Scheme.NEGOTIATE),
        (("BASIC", "ntlm"), ALL, False, Ground.GOOD, Scheme.NTLM),
        (("Basic",), ALL, False, Ground.GOOD, Scheme.BASIC),
        (("Basic",), ALL, False, Ground.TOLERATED, None),
        (("Basic",), (Scheme.BASIC,), True, Ground.TOLERATED, Scheme.BASIC),
        (("Basic",), ALL, False, Ground.GRANTED, Scheme.BASIC),
        (("Basic", "NTLM"), (Scheme.BASIC,), True, Ground.GOOD, Scheme.BASIC),
        (("Basic",), (Scheme.NTLM,), True, Ground.GOOD, None),
        (("Digest", "Bearer"), ALL, False, Ground.GOOD, None),
        ((), ALL, False, Ground.GOOD, None),
    ],
)
def test_the_strongest_scheme_that_all_sides_allow_is_chosen(
    offered: tuple[str, ...],
    allowed: tuple[Scheme, ...],
    named: bool,
    ground: Ground,
    chosen: Scheme | None,
) -> None:
    authentication = Authentication(schemes=allowed, named=named)

    assert choose_scheme(offered, ALL, authentication, ground) is chosen


def test_a_scheme_that_the_network_cannot_do_is_not_chosen() -> None:
    chosen = choose_scheme(("Negotiate", "Basic"), (Scheme.BASIC,), Authentication(), Ground.GOOD)

    assert chosen is Scheme.BASIC


def test_offered_schemes_are_named_as_sent_and_once() -> None:
    headers = ("Negotiate", "NTLM", 'Basic realm="mail"', "NTLM abc=", " ")

    assert offered_schemes(headers) == ("Negotiate", "NTLM", "Basic")
