"""The system's key store, and that nothing else ever stands in for it."""

import sys
from collections.abc import Callable
from types import ModuleType

import pytest
from keyring.errors import InitError, KeyringError, KeyringLocked, PasswordDeleteError

from app.domain.key_store import KeyStoreError, KeyStoreTrouble
from app.domain.secret import Secret
from app.machine import key_store
from app.machine.key_store import SERVICE, SystemKeyStore, the_systems
from tests.support.canary import PASSWORD, traces

USER = "CONTOSO\\ann"


class FakeBackEnd:
    """Keeps passwords in a dict; raises what it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        if self.error:
            raise self.error
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.error:
            raise self.error
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.error:
            raise self.error
        if (service, username) not in self.kept:
            raise PasswordDeleteError("No such password!")
        del self.kept[service, username]


def test_a_password_is_kept_given_back_replaced_and_forgotten() -> None:
    back_end = FakeBackEnd()
    store = SystemKeyStore(lambda: back_end)
    assert store.password(USER) is None

    store.keep(USER, Secret("old"))
    store.keep(USER, Secret(PASSWORD))
    assert back_end.kept == {(SERVICE, USER): PASSWORD}
    found = store.password(USER)
    assert found
    assert found.reveal() == PASSWORD
    assert store.password("somebody else") is None
    store.forget(USER)
    store.forget(USER)

    assert back_end.kept == {}


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (KeyringLocked(PASSWORD), KeyStoreTrouble.LOCKED),
        # Of a store without any collection yet, for whose first one nobody was there to agree.
        (InitError(PASSWORD), KeyStoreTrouble.REFUSED),
        (KeyringError(PASSWORD), KeyStoreTrouble.REFUSED),
        (PasswordDeleteError(PASSWORD), KeyStoreTrouble.REFUSED),
        (ConnectionError(PASSWORD), KeyStoreTrouble.REFUSED),
    ],
)
@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.password(USER),
        lambda store: store.keep(USER, Secret(PASSWORD)),
        lambda store: store.forget(USER),
    ],
)
def test_what_goes_wrong_is_told_without_the_store_s_own_words(
    error: Exception, trouble: KeyStoreTrouble, ask: Callable[[SystemKeyStore], object]
) -> None:
    with pytest.raises(KeyStoreError) as told:
        ask(SystemKeyStore(lambda: FakeBackEnd(error)))

    assert told.value.trouble is trouble
    assert (told.value.__cause__, told.value.__context__) == (None, None)
    assert traces(str(told.value)) == []


@pytest.mark.parametrize(
    "error", [RuntimeError(), ImportError(), ConnectionError(), KeyringError()]
)
def test_a_store_that_cannot_be_opened_is_none(error: Exception) -> None:
    def fail() -> FakeBackEnd:
        raise error

    with pytest.raises(KeyStoreError) as told:
        SystemKeyStore(fail).password(USER)

    assert told.value.trouble is KeyStoreTrouble.MISSING


@pytest.mark.skipif(sys.platform in key_store.BACK_ENDS, reason="what Linux has below keyring")
def test_what_the_libraries_below_let_pass_is_a_refusal() -> None:
    from jeepney import (  # type: ignore[import-untyped]
        DBusAddress,
        DBusErrorResponse,
        HeaderFields,
        new_method_call,
    )
    from secretstorage.exceptions import ItemNotFoundException

    message = new_method_call(DBusAddress("/store", "org.example.Store"), "Open")
    message.header.fields[HeaderFields.error_name] = "org.freedesktop.DBus.Error.NoReply"
    for error in (DBusErrorResponse(message), ItemNotFoundException()):
        back_end = FakeBackEnd(error)
        with pytest.raises(KeyStoreError) as told:
            SystemKeyStore(lambda given=back_end: given).password(USER)  # type: ignore[misc]
        assert told.value.trouble is KeyStoreTrouble.REFUSED


@pytest.mark.skipif(sys.platform in key_store.BACK_ENDS, reason="there is always one there")
def test_without_a_key_store_no_file_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    class PlaintextKeyring(FakeBackEnd):
        priority = 99

    module = ModuleType("keyrings.alt.file")
    module.PlaintextKeyring = PlaintextKeyring  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyrings.alt.file", module)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyrings.alt.file.PlaintextKeyring")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")

    with pytest.raises(KeyStoreError) as told:
        SystemKeyStore().keep(USER, Secret(PASSWORD))

    assert told.value.trouble is KeyStoreTrouble.MISSING


@pytest.mark.parametrize(("priority", "is_taken"), [(5, True), (0, False), (-1, False)])
def test_a_back_end_is_taken_only_if_it_wants_to_be(
    monkeypatch: pytest.MonkeyPatch, priority: int, is_taken: bool
) -> None:
    kind = type("Keyring", (FakeBackEnd,), {"priority": priority})
    module = ModuleType("made_up")
    module.Keyring = kind  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "made_up", module)
    monkeypatch.setattr(key_store, "BACK_ENDS", {sys.platform: ("made_up", "Keyring")})

    if is_taken:
        assert isinstance(the_systems(), kind)
    else:
        with pytest.raises(RuntimeError):
            the_systems()
