"""A secret stays one."""

import copy
import inspect
import pickle
import pprint
import traceback
from collections.abc import Callable

import msgspec
import pytest

from app.domain.secret import Credentials, Secret


def test_a_secret_shows_itself_to_reveal_alone() -> None:
    secret = Secret("hunter2")

    assert secret.reveal() == "hunter2"
    assert "hunter2" not in f"{secret!r} {secret} {Credentials('ann', secret)!r}"


def test_a_secret_cannot_be_encoded_or_pickled() -> None:
    with pytest.raises(TypeError):
        msgspec.json.encode(Secret("hunter2"))
    with pytest.raises(TypeError, match="not to be stored"):
        pickle.dumps(Secret("hunter2"))


@pytest.mark.parametrize(
    "take",
    [
        pickle.dumps,
        copy.deepcopy,
        msgspec.to_builtins,
        msgspec.msgpack.encode,
        ", ".join,  # what a careless message does
        lambda secret: f"{secret:>20}",
        list,
        len,
        bytes,
        str.encode,
    ],
)
@pytest.mark.parametrize("held", [Secret("hunter2"), Credentials("ann", Secret("hunter2"))])
def test_what_cannot_be_done_with_a_secret_does_not_tell_it_either(
    take: Callable[[object], object], held: object
) -> None:
    with pytest.raises(TypeError) as wrong:
        take(held)

    assert "hunter2" not in str(wrong.value)


@pytest.mark.parametrize("take", [copy.copy, Secret.__getstate__])
def test_a_secret_has_no_copy_and_no_state(take: Callable[[Secret], object]) -> None:
    with pytest.raises(TypeError, match="not to be stored"):
        take(Secret("hunter2"))


@pytest.mark.parametrize("held", [Secret("hunter2"), Credentials("ann", Secret("hunter2"))])
def test_no_attribute_of_it_shows_the_text(held: object) -> None:
    shown = pprint.pformat(inspect.getmembers(held, lambda member: not inspect.isroutine(member)))
    slots = [repr(getattr(held, name)) for name in type(held).__slots__]  # type: ignore[attr-defined]

    assert "hunter2" not in shown + "".join(slots) + f"{held!s:>40}{held!a}"


def test_a_report_with_local_variables_does_not_show_it() -> None:
    secret = Secret("2retnuh"[::-1])

    def breaks(password: Secret, credentials: Credentials) -> None:
        raise ValueError(credentials, password)

    with pytest.raises(ValueError) as caught:
        breaks(secret, Credentials("ann", secret))

    report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "password = Secret(hidden)" in "".join(report.format())
    assert "hunter2" not in "".join(report.format())
