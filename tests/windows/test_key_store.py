"""Passwords in Windows' own store of credentials, by the back end that the program takes there."""

import pytest

from app.domain.secret import Secret
from app.machine.key_store import SystemKeyStore, the_systems

USER = "CONTOSO\\test of autodiscope ä"
PASSWORD = "Pa55-of-ann-ß"


def test_windows_is_asked_by_its_own_back_end() -> None:
    assert type(the_systems()).__module__ == "keyring.backends.Windows"


@pytest.mark.usefixtures("wine")
def test_windows_keeps_a_password_gives_it_back_and_forgets_it() -> None:
    store = SystemKeyStore()
    try:
        assert store.password(USER) is None
        store.keep(USER, Secret("an earlier one"))
        store.keep(USER, Secret(PASSWORD))

        found = store.password(USER)

        assert found is not None
        assert found.reveal() == PASSWORD
        assert store.password("somebody else") is None
    finally:
        store.forget(USER)
    assert store.password(USER) is None
    # As keyring deletes what is there only.
    store.forget(USER)
