"""The pictures of the README: every name has a state to be drawn, and the other way round."""

from tests.screenshots.names import SCALED, WINDOW
from tests.screenshots.shoot import STATES


def test_every_picture_has_a_state_to_be_drawn() -> None:
    assert tuple(STATES) == (*WINDOW, *SCALED)
