"""The data files of the emulated clients."""

import pytest

from app import profiles
from app.domain.steps import StepName


def test_every_profile_reads_and_is_named_like_its_file() -> None:
    assert [one.name for one in profiles.load_all()] == list(profiles.NAMES)


def test_the_first_release_lacks_srv_and_nothing_else() -> None:
    later, first = profiles.load("outlook-2007"), profiles.load("outlook-2007-rtm")

    assert first.steps == tuple(step for step in later.steps if step is not StepName.DNS_SRV)


def test_the_order_is_outlooks() -> None:
    assert profiles.load(profiles.DEFAULT).steps == tuple(StepName)


def test_an_unknown_profile_is_refused_by_name() -> None:
    with pytest.raises(profiles.UnknownProfileError, match=r"outlook-97.*outlook-2007"):
        profiles.load("outlook-97")
