"""Why the system refused a file, in the language of whoever reads."""

import errno
import os
import sys

import pytest

from app.domain.system_reasons import KNOWN
from app.wording.language import said, speaking
from app.wording.system_reasons import reason_of

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.skipif(sys.platform != "linux", reason="these are the words of Linux")
def test_the_reasons_are_those_of_the_system() -> None:
    # The tests run in English, which glibc speaks to whoever has not asked for another language.
    assert {name: os.strerror(getattr(errno, name)) for name in KNOWN} == KNOWN


@pytest.mark.parametrize("reason", KNOWN.values())
def test_each_reason_is_said_in_german(reason: str) -> None:
    with speaking("de"):
        assert said(reason) != reason
        # As it stands in a complaint that was made where no language is known.
        told = said(f"/home/ann/run.autodiscope cannot be written: {reason}.")

    assert reason not in told
    assert "cannot" not in told


def test_a_reason_is_given_in_this_language_or_in_that() -> None:
    assert reason_of(FULL) == "No space left on device"
    assert reason_of(FULL, "de") == "Auf dem Datenträger ist kein Platz mehr"
    with speaking("de"):
        assert reason_of(FULL) == "Auf dem Datenträger ist kein Platz mehr"


def test_an_error_without_a_reason_is_told_as_it_is() -> None:
    assert reason_of(OSError("odd")) == "odd"
