"""Signing in by Windows' own SSPI, as far as a PC can that belongs to no domain."""

import re

import pytest
import spnego
from spnego.exceptions import SpnegoError

from app.domain.authentication import Mechanism
from app.domain.failures import FailureKind
from app.domain.secret import Credentials, Secret
from app.net.contexts import HTTP, Wanted, begin, go_on
from app.net.failures import AttemptFailedError

pytestmark = pytest.mark.anyio

HOST = "mail.contoso.example"
PASSWORD = "Pa55-of-ann"
LIMIT_S = 20


def wanted(mechanism: Mechanism, username: str | None = None, *, bare: bool = False) -> Wanted:
    return Wanted(
        mechanism=mechanism,
        host=HOST,
        credentials=Credentials(username, Secret(PASSWORD)) if username else None,
        binding=None,
        service=HTTP,
        bare=bare,
    )


def challenge(token: bytes) -> bytes:
    """What a server says to the first token of NTLM: pyspnego's own, which is no SSPI."""
    server = spnego.server(
        hostname=HOST, service=HTTP, protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm
    )
    answer = server.step(token)
    assert answer is not None
    return answer


async def test_the_signed_in_user_begins_ntlm_by_sspi() -> None:
    context, token = await begin(wanted(Mechanism.NTLM), LIMIT_S)

    assert type(context._outer).__name__ == "SSPIProxy"  # type: ignore[attr-defined]
    assert token.startswith(b"NTLMSSP\0\x01\0\0\0")
    assert not context.complete


@pytest.mark.usefixtures("wine")
async def test_a_user_whose_password_windows_does_not_have_is_a_failure_in_words(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The server of pyspnego wants to know users before it answers.
    monkeypatch.setenv("NTLM_USER_FILE", users_file(tmp_path))
    context, token = await begin(wanted(Mechanism.NTLM), LIMIT_S)

    with pytest.raises(AttemptFailedError) as caught:
        await go_on(context, challenge(token), wanted(Mechanism.NTLM), LIMIT_S)

    failure = caught.value.failure
    assert failure.kind is FailureKind.SIGN_IN_NEEDED
    assert "sign-in" in failure.detail
    # The number by which somebody finds out more.
    assert re.search("0x8009[0-9a-f]{4}", failure.origin)


@pytest.mark.usefixtures("wine")
@pytest.mark.parametrize("mechanism", [Mechanism.KERBEROS, Mechanism.NEGOTIATE])
async def test_without_a_domain_there_is_no_ticket_and_the_failure_says_so(
    mechanism: Mechanism,
) -> None:
    with pytest.raises(AttemptFailedError) as caught:
        await begin(wanted(mechanism), LIMIT_S)

    failure = caught.value.failure
    assert failure.kind is FailureKind.SIGN_IN_NEEDED
    assert failure.detail.endswith(".")
    assert isinstance(caught.value.__cause__, SpnegoError)


async def test_a_given_name_signs_in_by_ntlm_to_the_end(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NTLM_USER_FILE", users_file(tmp_path))
    server = spnego.server(
        hostname=HOST, service=HTTP, protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm
    )
    asked = wanted(Mechanism.NTLM, "CONTOSO\\ann", bare=True)

    context, token = await begin(asked, LIMIT_S)
    answer = server.step(token)
    assert answer is not None
    proof = await go_on(context, answer, asked, LIMIT_S)
    assert proof is not None
    server.step(proof)

    assert server.complete
    assert context.complete
    assert PASSWORD.encode("utf-16-le") not in token + proof


def test_a_given_name_signs_in_by_negotiate_of_sspi(on_wine: bool) -> None:
    if on_wine:
        # secur32 of Wine 8 takes it for the older SEC_WINNT_AUTH_IDENTITY, and ends the process.
        pytest.skip("Wine 8 does not know SEC_WINNT_AUTH_IDENTITY_EX, in which sspilib puts a name")
    context = spnego.client(
        spnego.Password("CONTOSO\\ann", PASSWORD), protocol="negotiate", hostname=HOST, service=HTTP
    )

    assert context.step()


def users_file(folder: object) -> str:
    file = f"{folder}/users"
    with open(file, "w", encoding="utf-8") as users:  # noqa: PTH123 - a fixture's path, as text
        users.write(f"CONTOSO:ann:{PASSWORD}\n")
    return file
