"""The key store of a Linux desktop, by the same code that the window has."""

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.key_store import KeyStoreError, KeyStoreTrouble
from app.domain.secret import Secret
from app.machine.key_store import SERVICE, SystemKeyStore
from tests.support import secret_service
from tests.support.canary import PASSWORD
from tests.support.secret_service import BUS

pytestmark = pytest.mark.real

ROOT = Path(__file__).parents[2]
USER = "CONTOSO\\ann"
OTHER = "jörg@contoso.example"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with secret_service.running(tmp_path) as variables:
        monkeypatch.setenv(BUS, variables[BUS])
        yield tmp_path


def revealed(user: str) -> str | None:
    found = SystemKeyStore().password(user)
    return found.reveal() if found else None


def test_a_password_is_kept_read_replaced_and_removed(store: Path) -> None:
    keys = SystemKeyStore()
    assert revealed(USER) is None

    keys.keep(USER, Secret("old"))
    keys.keep(USER, Secret(PASSWORD))
    keys.keep(OTHER, Secret("Größe 42"))

    assert (revealed(USER), revealed(OTHER)) == (PASSWORD, "Größe 42")
    keys.forget(USER)
    keys.forget(USER)
    assert (revealed(USER), revealed(OTHER)) == (None, "Größe 42")


def test_it_lies_in_no_file_in_the_clear(store: Path) -> None:
    SystemKeyStore().keep(USER, Secret(PASSWORD))

    files = [one for one in store.rglob("*") if one.is_file()]
    assert any(one.suffix == ".keyring" for one in files)
    assert not [one for one in files if PASSWORD.encode() in one.read_bytes()]


def test_the_desktop_shows_it_under_the_name_of_the_program(store: Path) -> None:
    import secretstorage

    SystemKeyStore().keep(USER, Secret(PASSWORD))
    connection = secretstorage.dbus_init()
    found = list(secretstorage.search_items(connection, {"service": SERVICE, "username": USER}))
    labels = [one.get_label() for one in found]
    connection.close()

    assert len(labels) == 1
    assert SERVICE in labels[0]


# keyring leaves its connection to the garbage collector where the store refuses.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("was_used_before", [True, False])
def test_a_locked_store_that_nobody_unlocks_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, was_used_before: bool
) -> None:
    if was_used_before:
        with secret_service.running(tmp_path) as variables:
            monkeypatch.setenv(BUS, variables[BUS])
            SystemKeyStore().keep(USER, Secret(PASSWORD))

    with secret_service.running(tmp_path, is_unlocked=False) as variables:
        monkeypatch.setenv(BUS, variables[BUS])
        with pytest.raises(KeyStoreError) as told:
            SystemKeyStore().keep(USER, Secret("new"))
    gc.collect()

    trouble = KeyStoreTrouble.LOCKED if was_used_before else KeyStoreTrouble.REFUSED
    assert told.value.trouble is trouble


def test_a_store_that_goes_away_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with secret_service.running(tmp_path) as variables:
        monkeypatch.setenv(BUS, variables[BUS])
        SystemKeyStore().keep(USER, Secret(PASSWORD))

    with pytest.raises(KeyStoreError) as told:
        SystemKeyStore().password(USER)

    assert told.value.trouble is KeyStoreTrouble.MISSING


@pytest.mark.parametrize(
    ("is_there", "status", "line"),
    [
        (True, 0, "SecretService.Keyring: a made-up password kept, read and removed"),
        (False, 1, "No key store can be reached."),
    ],
)
def test_the_self_test_uses_it_where_that_is_wished(
    store: Path, is_there: bool, status: int, line: str
) -> None:
    variables = {} if is_there else {BUS: "unix:path=/nonexistent/bus"}
    done = subprocess.run(
        [sys.executable, "-m", "app", "self-test", "--key-store"],
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == status, done.stdout
    assert line in done.stdout
    assert not SystemKeyStore().password("self-test")
