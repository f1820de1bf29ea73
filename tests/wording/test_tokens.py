"""The words for what the tokens of a sign-in say."""

from datetime import UTC, datetime

import pytest

from app.domain.failures import Failure, FailureKind
from app.domain.tokens import (
    KerberosError,
    KerberosReply,
    KerberosRequest,
    NtlmAuthenticate,
    NtlmChallenge,
    NtlmNegotiate,
    SpnegoOffer,
    SpnegoReply,
    Token,
)
from app.wording import describe, token_facts
from app.wording.tokens import token_text
from tests.support.played_runs import session_of
from tests.support.signed_in_runs import ANSWER, CHALLENGE, signed_in_by_ntlm

REQUEST = KerberosRequest(
    service="HTTP/mail.contoso.com", realm="CONTOSO.COM", encryption="AES-256"
)
SPOILT = Failure(kind=FailureKind.PROTOCOL, detail="The token cannot be read: it is cut off.")

TEXTS: list[tuple[Token, str]] = [
    (NtlmNegotiate(), "asks for NTLM's challenge"),
    (CHALLENGE, "NTLM's challenge of exch01.contoso.local in contoso.local"),
    (NtlmChallenge(netbios_computer="EXCH01"), "NTLM's challenge of EXCH01"),
    (NtlmChallenge(), "NTLM's challenge"),
    (ANSWER, "answers NTLM's challenge as CONTOSO\\ann"),
    (NtlmAuthenticate(user="ann@contoso.com"), "answers NTLM's challenge as ann@contoso.com"),
    (REQUEST, "Kerberos ticket for HTTP/mail.contoso.com in CONTOSO.COM"),
    (KerberosReply(encryption="RC4"), "the server's own proof (Kerberos)"),
    (KerberosError(code=37), "Kerberos error 37"),
    (SPOILT, "The token cannot be read: it is cut off"),
    (
        SpnegoOffer(mechanisms=("Kerberos",), inner=REQUEST),
        "Kerberos ticket for HTTP/mail.contoso.com in CONTOSO.COM",
    ),
    (SpnegoReply(state="accept-completed"), "Negotiate: accept completed"),
    (SpnegoReply(), "Negotiate"),
]


@pytest.mark.parametrize(("token", "text"), TEXTS)
def test_a_token_is_told_in_a_clause(token: Token, text: str) -> None:
    assert token_text(token) == text


def test_every_fact_of_a_token_is_told_by_its_name() -> None:
    assert token_facts(CHALLENGE) == (
        ("Server's NetBIOS name", "EXCH01"),
        ("Server's DNS name", "exch01.contoso.local"),
        ("NetBIOS domain", "CONTOSO"),
        ("DNS domain", "contoso.local"),
        ("Forest", "contoso.local"),
        ("Looks the account up in", "CONTOSO (domain)"),
        ("Server's clock", "2007-06-27 12:00:00 UTC"),
        ("Windows version", "5.2.3790"),
    )
    assert dict(token_facts(SpnegoOffer(mechanisms=("Kerberos", "NTLM"), inner=REQUEST))) == {
        "Negotiate offers": "Kerberos, NTLM",
        "Ticket for": "HTTP/mail.contoso.com",
        "Realm": "CONTOSO.COM",
        "Encrypted with": "AES-256",
    }
    assert dict(token_facts(SpnegoReply(state="request-mic", mechanism="NTLM", inner=ANSWER))) == {
        "Negotiate": "request mic",
        "Negotiate chose": "NTLM",
        "User": "ann",
        "Domain": "CONTOSO",
        "This PC": "PC7",
        "NTLM version": "2",
    }


@pytest.mark.parametrize(
    ("token", "facts"),
    [
        (None, {}),
        (SpnegoReply(), {"Negotiate": "", "Negotiate chose": ""}),
        (NtlmNegotiate(), {"Domain": "", "This PC": ""}),
        (NtlmChallenge(target="X"), {"Looks the account up in": "X", "Server's clock": ""}),
        (KerberosReply(encryption="RC4"), {"Server's proof encrypted with": "RC4"}),
        (
            KerberosError(code=37, time=datetime(2007, 6, 27, tzinfo=UTC)),
            {"Kerberos error": "37", "Server's clock": "2007-06-27 00:00:00 UTC"},
        ),
        (SPOILT, {"Token": "The token cannot be read: it is cut off."}),
    ],
)
def test_a_token_that_says_little_has_few_facts(token: Token | None, facts: dict[str, str]) -> None:
    assert facts.items() <= dict(token_facts(token)).items()


def test_each_leg_of_a_sign_in_says_what_came_of_it() -> None:
    session = session_of(signed_in_by_ntlm())
    ((attempt, _),) = session.attempts

    lines = [
        describe(session.row(number), over=True) for number in session.children(attempt.number)
    ]

    assert [(line.what, line.verdict) for line in lines] == [
        ("POST, anonymous", "HTTP 401 Unauthorized; offers Negotiate, NTLM"),
        (
            "POST, NTLM: asks for NTLM's challenge",
            "HTTP 401 Unauthorized; NTLM's challenge of exch01.contoso.local in contoso.local",
        ),
        ("POST, NTLM: answers NTLM's challenge as CONTOSO\\ann", "HTTP 200 OK"),
        ("Sign-in by NTLM as CONTOSO\\ann", "signed in"),
    ]
