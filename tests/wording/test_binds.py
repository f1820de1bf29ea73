"""The words for signing in to a directory."""

import pytest

from app.domain.authentication import Mechanism, Scheme
from app.domain.binds import Bind, BindOutcome, BindTry
from app.domain.failures import Failure, FailureKind
from app.wording import Mark, bind_title
from app.wording.binds import bind_try_line

EXPIRED = Failure(kind=FailureKind.SIGN_IN_REFUSED, detail="The password has expired.")


@pytest.mark.parametrize("bind", Bind)
def test_every_way_in_has_words_of_its_own(bind: Bind) -> None:
    titles = [bind_title(one) for one in Bind]

    assert titles.count(bind_title(bind)) == 1
    assert bind_title(bind)


def test_a_way_in_that_a_newer_program_knows_is_named_as_it_is() -> None:
    assert bind_title("quantum-sealed") == "quantum-sealed"


@pytest.mark.parametrize("mechanism", Mechanism)
@pytest.mark.parametrize("outcome", BindOutcome)
def test_every_try_is_told(mechanism: Mechanism, outcome: BindOutcome) -> None:
    told = bind_try_line(BindTry(mechanism=mechanism, outcome=outcome, username="CONTOSO\\ann"))

    assert told.what.startswith("Sign-in by ")
    assert "CONTOSO\\ann" in told.what
    assert told.verdict


def test_the_reason_stands_behind_the_outcome() -> None:
    tried = BindTry(mechanism=Mechanism.NTLM, outcome=BindOutcome.REFUSED, failure=EXPIRED)

    told = bind_try_line(tried)

    assert told.what == "Sign-in by NTLM as the signed-in user"
    assert told.verdict == "refused: The password has expired."
    assert told.mark is Mark.BAD


@pytest.mark.parametrize(
    ("scheme", "mechanism", "title"),
    [
        (Scheme.NEGOTIATE, Mechanism.KERBEROS, "Kerberos inside Negotiate"),
        (Scheme.NEGOTIATE, Mechanism.NTLM, "NTLM inside Negotiate"),
        (Scheme.NEGOTIATE, Mechanism.NEGOTIATE, "Negotiate"),
        (Scheme.NTLM, Mechanism.NTLM, "NTLM"),
        (Scheme.BASIC, Mechanism.SIMPLE, "Basic"),
        (None, Mechanism.SIMPLE, "simple bind"),
    ],
)
def test_a_way_over_http_is_named_by_its_scheme(
    scheme: Scheme | None, mechanism: Mechanism, title: str
) -> None:
    told = bind_try_line(
        BindTry(scheme=scheme, mechanism=mechanism, outcome=BindOutcome.DECLINED, username="ann")
    )

    assert told.what == f"Sign-in by {title} as ann"
    assert ("server" in told.verdict) is (scheme is not None)


def test_a_sign_in_that_worked_and_is_odd_is_a_warning() -> None:
    tried = BindTry(
        scheme=Scheme.NEGOTIATE,
        mechanism=Mechanism.KERBEROS,
        outcome=BindOutcome.SIGNED_IN,
        failure=EXPIRED,
    )

    assert bind_try_line(tried).mark is Mark.WARNING
