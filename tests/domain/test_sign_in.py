"""How the credentials of a run are lent."""

import anyio
import pytest

from app.domain.secret import Credentials, Secret
from app.domain.sign_in import MOST_BAD, SignIn

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_refused_credentials_are_not_lent_again() -> None:
    sign_in = SignIn(Credentials("ann", Secret("x")))
    async with sign_in.turn() as turn:
        turn.refuse()

    async with sign_in.turn() as second:
        assert second.credentials is None
    assert sign_in.was_given


async def test_accepted_credentials_are_lent_again() -> None:
    sign_in = SignIn(Credentials("ann", Secret("x")))
    async with sign_in.turn():
        pass

    async with sign_in.turn() as second:
        assert second.credentials is not None


async def test_one_server_has_them_at_a_time() -> None:
    sign_in = SignIn(Credentials("ann", Secret("x")))
    at_once: list[int] = []
    now = 0

    async def use() -> None:
        nonlocal now
        async with sign_in.turn():
            now += 1
            at_once.append(now)
            await anyio.lowlevel.checkpoint()
            now -= 1

    async with anyio.create_task_group() as group:
        for _ in range(3):
            group.start_soon(use)

    assert at_once == [1, 1, 1]


async def test_without_credentials_nobody_waits() -> None:
    sign_in = SignIn(None)

    async with sign_in.turn() as first, sign_in.turn() as second:
        assert (first.credentials, second.credentials) == (None, None)
    assert not sign_in.was_given


async def test_the_signed_in_users_own_are_lent_beside_a_password() -> None:
    sign_in = SignIn(Credentials("ann", Secret("x")), current_user=True)

    async with sign_in.turn() as turn:
        assert turn.current_user
        assert turn.credentials is not None
        assert not turn.is_empty


async def test_after_a_refusal_the_signed_in_users_own_are_withdrawn_too() -> None:
    sign_in = SignIn(None, current_user=True)
    async with sign_in.turn() as turn:
        turn.refuse(current_user=True)

    async with sign_in.turn() as second:
        assert second.is_empty
    assert sign_in.may_be_current_user
    assert not sign_in.was_given


async def test_what_was_typed_is_still_lent_where_the_signed_in_user_was_refused() -> None:
    sign_in = SignIn(Credentials("ann", Secret("x")), current_user=True)
    async with sign_in.turn() as turn:
        turn.refuse(current_user=True)
        assert turn.has(current_user=False)
        assert not turn.has(current_user=True)

    async with sign_in.turn() as second:
        assert second.credentials is not None
        assert not second.current_user
    assert sign_in.bad == 1


@pytest.mark.parametrize("first_is_refused", [True, False])
async def test_after_two_bad_sign_ins_nothing_is_lent_at_all(first_is_refused: bool) -> None:
    sign_in = SignIn(Credentials("ann", Secret("x")), current_user=True)
    async with sign_in.turn() as turn:
        if first_is_refused:
            turn.refuse(current_user=True)
        else:
            turn.miss()
    async with sign_in.turn() as turn:
        assert turn.has(current_user=False)
        turn.miss()

    async with sign_in.turn() as third:
        assert third.is_empty
    assert sign_in.bad == MOST_BAD


async def test_credentials_count_as_used_once_they_were_given_or_somebody_refused_them() -> None:
    nobody, given, current = (
        SignIn(None),
        SignIn(Credentials("ann", Secret("x"))),
        SignIn(None, current_user=True),
    )
    before = [one.was_used for one in (nobody, given, current)]
    async with current.turn() as turn:
        turn.refuse(current_user=True)

    assert before == [False, True, False]
    assert current.was_used
