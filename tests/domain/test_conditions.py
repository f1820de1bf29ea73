"""What a session keeps of a run's options, and what is taken from it for another run."""

import msgspec
import pytest

from app.domain.conditions import Conditions, conditions_of, options_again
from app.domain.options import RunOptions
from app.domain.secret import Secret

GIVEN = RunOptions(
    address="ann@contoso.com",
    username="CONTOSO\\ann",
    current_user=True,
    authentication=("ntlm",),
    joined="no",
    resolvers=("10.1.2.53",),
    connects=("mail.contoso.com:443=10.1.2.3",),
    proxy="http://wilma@proxy:3128",
    proxy_password=Secret("hidden-away"),
    trust_files=("/home/ann/ca/corp.pem", "C:\\certs\\other.pem"),
    system_trust=False,
    at="2007-06-01",
    revocation=True,
    old_tls="look",
    timeout=4.0,
)


def test_neither_a_password_nor_a_folder_is_kept() -> None:
    kept = conditions_of(GIVEN)

    assert kept.trust_files == ("corp.pem", "other.pem")
    text = msgspec.json.encode(kept).decode()
    for hidden in ("hidden-away", "/home", "certs"):
        assert hidden not in text


def test_where_a_run_went_and_what_it_held_back_hold_again() -> None:
    assert options_again(conditions_of(GIVEN)) == RunOptions(
        username="CONTOSO\\ann",
        authentication=("ntlm",),
        joined="no",
        resolvers=("10.1.2.53",),
        connects=("mail.contoso.com:443=10.1.2.3",),
        # The user would want a password.
        proxy="http://proxy:3128",
        system_trust=False,
        revocation=True,
        old_tls="look",
        timeout=4.0,
    )


@pytest.mark.parametrize(
    "loosening",
    [
        Conditions(trust_files=("corp.pem",)),
        Conditions(at="2007-06-01"),
        Conditions(authentication=("basic",)),
        Conditions(authentication=("ntlm", "basic")),
        Conditions(joined="yes"),
        Conditions(current_user=True),
        Conditions(old_tls="allow"),
    ],
)
def test_nothing_that_lets_more_pass_is_taken_from_a_session(loosening: Conditions) -> None:
    assert options_again(loosening) == RunOptions()


def test_of_practice_the_addresses_of_its_servers_are_not_kept() -> None:
    practice = msgspec.structs.replace(GIVEN, scenario="method-one", outside=True)

    kept = conditions_of(practice)

    assert (kept.scenario, kept.outside, kept.timeout) == ("method-one", True, 4.0)
    assert (kept.resolvers, kept.connects, kept.trust_files) == ((), (), ())
    assert (kept.joined, kept.system_trust) == ("", True)
