"""A secret stays one."""

import pickle

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
