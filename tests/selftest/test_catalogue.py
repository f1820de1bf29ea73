"""Each check passes here, and fails where the thing that it looks at is broken."""

import importlib.util
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from app.certificates import TrustStores
from app.domain.events import Outcome
from app.domain.inspection import Inspection, InspectionWish
from app.domain.key_store import KeyStoreError, KeyStoreTrouble
from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.export import EXPORTERS
from app.net.pac import Ran
from app.paths import resources
from app.selftest import codecs, files, loopback, practice, this_pc
from app.selftest.catalogue import CHECKS, checks
from app.selftest.check import Check, NotWholeError, Seen
from app.wiring.inspect import inspect
from app.wording import language

BESIDE = [one for one in CHECKS if not one.in_main_thread]


@pytest.mark.parametrize("check", BESIDE, ids=lambda check: check.name)
def test_a_check_passes_in_a_whole_copy(check: Check) -> None:
    assert check.look().text


def test_the_window_comes_last_since_qt_may_end_the_process() -> None:
    assert [one.name for one in CHECKS if one.in_main_thread] == [CHECKS[-1].name]


# --- files ----------------------------------------------------------------------------------


def without(folder: Path, *, kind: str, content: str | None = None) -> None:
    """Copy the resources, less one kind; or with this content in each file of it."""
    for file in resources().rglob("*"):
        if not file.is_file():
            continue
        target = folder / file.relative_to(resources())
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.parent.name != kind:
            target.write_bytes(file.read_bytes())
        elif content is not None:
            target.write_text(content)


@pytest.mark.parametrize(
    ("kind", "content", "complaint"),
    [
        ("findings", None, "Only 0 pages of help"),
        ("help", None, "guide are missing: .*course"),
        ("de", None, "English alone: .*certificate-expired.txt"),
        ("icons", None, "no icons"),
        ("icons", "<svg/>", "no pictures"),
        ("notices", None, "no licences"),
        ("notices", "nothing", "no licences"),
    ],
)
def test_a_resource_that_is_missing_or_empty_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    content: str | None,
    complaint: str,
) -> None:
    without(tmp_path, kind=kind, content=content)
    monkeypatch.setattr(files, "resources", lambda: tmp_path)

    with pytest.raises(NotWholeError, match=complaint):
        files.look_at_resources()


@pytest.mark.parametrize(
    ("name", "broken", "complaint"),
    [
        ("load_scenarios", lambda: (), "no practice scenarios"),
        ("help_page", lambda _: "\n", "pages of help are empty"),
        ("registrable_domain", lambda _: "co.uk", "public suffixes"),
    ],
)
def test_what_reads_resources_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, name: str, broken: Callable[..., object], complaint: str
) -> None:
    monkeypatch.setattr(files, name, broken)

    with pytest.raises(NotWholeError, match=complaint):
        files.look_at_resources()


def test_a_catalogue_that_is_missing_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LANGUAGES", {"xx": "Nobody's"})
    monkeypatch.setattr(language, "LANGUAGES", {"xx": "Nobody's"})

    with pytest.raises(FileNotFoundError, match=r"xx\.mo"):
        files.look_at_translations()


# --- codecs, and what talks -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("look", "module", "name", "broken", "complaint"),
    [
        (codecs.look_at_xml, codecs, "request_body", lambda _: "<a/>", "request"),
        (codecs.look_at_xml, codecs, "ANSWER", "<a/>", "not read"),
        (codecs.look_at_xml, codecs, "URL", "https://other.example/", "services"),
        (
            codecs.look_at_xml,
            codecs,
            "ANSWER",
            codecs.ANSWER.replace("Zo\u00eb", "Zo"),
            "beyond ASCII",
        ),
        (codecs.look_at_session_log, codecs, "read_session", lambda _: (), "does not come back"),
        (
            codecs.look_at_proxy_scripts,
            codecs,
            "run_script",
            lambda *_: Ran(trouble="ended with an error", origin="at 1"),
            "'ended with an error at 1'",
        ),
        (
            codecs.look_at_sign_in,
            codecs,
            "make_context",
            lambda _: SimpleNamespace(step=lambda: b"\x60"),
            "NTLM sign-in",
        ),
        (loopback.look_at_dns, loopback, "SRV_NAME", "_none._tcp.contoso.example", "DNS does not"),
        (loopback.look_at_dns, loopback, "SRV_TARGET", ("other", 443), "SRV record"),
        (loopback.look_at_ldap, loopback, "_credentials", lambda *_: None, "does not answer"),
        (loopback.look_at_tls, loopback, "HOST", "none.contoso.example", "handshake failed"),
        (practice.look_at_practice, practice, "examine", lambda _: (), "came to"),
    ],
)
def test_what_is_broken_is_told(
    monkeypatch: pytest.MonkeyPatch,
    look: Callable[[], Seen],
    module: ModuleType,
    name: str,
    broken: object,
    complaint: str,
) -> None:
    monkeypatch.setattr(module, name, broken)

    with pytest.raises(NotWholeError, match=complaint):
        look()


async def never_trusting(wish: InspectionWish, options: RunOptions) -> Inspection:
    return await inspect(wish, replace(options, trust_files=()))


def always_trusting() -> Callable[[InspectionWish, RunOptions], Awaitable[Inspection]]:
    kept: list[Inspection] = []

    async def look(wish: InspectionWish, options: RunOptions) -> Inspection:
        kept.append(kept[0] if kept else await inspect(wish, options))
        return kept[0]

    return look


@pytest.mark.parametrize(
    ("judging", "complaint"),
    [
        (never_trusting, "trusted root is not trusted"),
        (always_trusting(), "unknown root is trusted"),
    ],
)
def test_a_judge_that_says_the_same_of_everybody_is_told(
    monkeypatch: pytest.MonkeyPatch, judging: object, complaint: str
) -> None:
    monkeypatch.setattr(loopback, "inspect", judging)

    with pytest.raises(NotWholeError, match=complaint):
        loopback.look_at_tls()


def test_a_form_of_export_that_writes_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {**EXPORTERS, "har": replace(EXPORTERS["har"], write=lambda *_: "")}
    monkeypatch.setattr(practice, "EXPORTERS", broken)

    with pytest.raises(NotWholeError, match="Nothing is written as har"):
        practice.look_at_exports()


def test_a_run_that_cannot_keep_its_log_does_not_pass_silently() -> None:
    with pytest.raises(NotWholeError, match="no room"):
        practice.refuse("no room")


def test_the_outcome_expected_is_that_of_the_scenarios() -> None:
    assert practice.practised("expired").outcome is Outcome.NOT_FOUND


# --- this PC --------------------------------------------------------------------------------


def test_a_copy_without_kerberos_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    seen = codecs.look_at_sign_in()

    assert seen.is_remark
    assert "no Kerberos" in seen.text


def test_a_system_without_kerberos_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(name: str) -> None:
        raise ImportError("libgssapi_krb5.so.2: cannot open shared object file")

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(importlib, "import_module", lacking)

    seen = codecs.look_at_sign_in()

    assert seen.is_remark
    assert "the system lacks it" in seen.text


def test_a_copy_with_half_of_kerberos_is_not_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setitem(sys.modules, "gssapi", None)

    with pytest.raises(NotWholeError, match="part of Kerberos is missing"):
        codecs.look_at_sign_in()


@pytest.mark.parametrize(("found", "is_whole"), [(None, False), ("sspilib", True)])
def test_windows_signs_in_by_its_own_part(
    monkeypatch: pytest.MonkeyPatch, found: str | None, is_whole: bool
) -> None:
    monkeypatch.setattr(codecs, "ON_WINDOWS", True)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: found)

    if is_whole:
        assert codecs.look_at_sign_in().text == "NTLM, and Kerberos by Windows"
    else:
        with pytest.raises(NotWholeError, match="asks Windows"):
            codecs.look_at_sign_in()


def test_a_pc_that_trusts_nobody_is_remarked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TrustStores, "system", lambda: TrustStores.of({"system": []}))

    assert this_pc.look_at_trusted_roots().is_remark


def test_troubles_of_the_pc_are_remarked(monkeypatch: pytest.MonkeyPatch) -> None:
    async def troubled(*_: object) -> Any:
        return SimpleNamespace(facts=(), troubles=("A file may not be read.",))

    monkeypatch.setattr(this_pc, "detect", troubled)

    seen = this_pc.look_at_machine()

    assert seen.is_remark
    assert seen.text.endswith("A file may not be read.")


class Locker:
    """A key store."""


Locker.__module__ = "keyring.backends.Windows"


def test_the_key_store_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(this_pc, "the_systems", Locker)

    seen = this_pc.look_at_key_store()

    assert not seen.is_remark
    assert seen.text == "keyring.backends.Windows.Locker"


def lacks(error: Exception) -> Callable[[], object]:
    def ask() -> object:
        raise error

    return ask


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("no D-Bus"),
        # The variable tells of a bus that has gone, as in a terminal that outlived its desktop.
        FileNotFoundError(2, "No such file or directory"),
    ],
)
def test_a_pc_may_have_no_key_store(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr(this_pc, "the_systems", lacks(error))
    monkeypatch.setattr(this_pc, "BACK_ENDS", {})

    seen = this_pc.look_at_key_store()

    assert seen.is_remark
    assert seen.text == "there is no key store on this PC"


class Drawer:
    """A key store in the place of the system's: it keeps what it is given, or not as it should."""

    def __init__(self, *, forgets: bool = True, changes: bool = False, error: str = "") -> None:
        self.kept: dict[str, Secret] = {}
        self.forgets, self.changes, self.error = forgets, changes, error

    def password(self, user: str) -> Secret | None:
        return self.kept.get(user)

    def keep(self, user: str, password: Secret) -> None:
        if self.error:
            raise KeyStoreError(KeyStoreTrouble(self.error))
        self.kept[user] = Secret("other") if self.changes else password

    def forget(self, user: str) -> None:
        if self.forgets:
            del self.kept[user]


def use(monkeypatch: pytest.MonkeyPatch, drawer: Drawer) -> Seen:
    monkeypatch.setattr(this_pc, "the_systems", Locker)
    monkeypatch.setattr(this_pc, "SystemKeyStore", lambda: drawer)
    (check,) = (one for one in checks(uses_key_store=True) if one.name == "key store")
    return check.look()


def test_a_made_up_password_is_kept_and_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    drawer = Drawer()

    assert use(monkeypatch, drawer).text.endswith(": a made-up password kept, read and removed")
    assert drawer.kept == {}


@pytest.mark.parametrize(
    ("drawer", "complaint"),
    [
        (Drawer(changes=True), "Another password comes back"),
        (Drawer(forgets=False), "still there after its removal"),
        (Drawer(error="locked"), "does not keep a password: locked"),
    ],
)
def test_a_key_store_that_does_not_do_what_it_should_is_told(
    monkeypatch: pytest.MonkeyPatch, drawer: Drawer, complaint: str
) -> None:
    with pytest.raises(NotWholeError, match=complaint):
        use(monkeypatch, drawer)


def test_without_a_key_store_there_is_nothing_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(this_pc, "the_systems", lacks(OSError()))
    monkeypatch.setattr(this_pc, "BACK_ENDS", {})

    with pytest.raises(NotWholeError, match="No key store can be reached"):
        this_pc.use_key_store()


def test_nothing_is_kept_where_it_is_not_wished() -> None:
    assert checks(uses_key_store=False) is CHECKS


@pytest.mark.parametrize(
    ("error", "platforms"),
    [
        (ImportError("no module secretstorage"), {}),
        # Windows has one in any case: what is not there is this copy's way to it.
        (RuntimeError("Requires Windows and pywin32"), {sys.platform: ("", "")}),
    ],
)
def test_a_copy_that_lacks_its_way_to_the_key_store_is_not_whole(
    monkeypatch: pytest.MonkeyPatch, error: Exception, platforms: dict[str, tuple[str, str]]
) -> None:
    monkeypatch.setattr(this_pc, "the_systems", lacks(error))
    monkeypatch.setattr(this_pc, "BACK_ENDS", platforms)

    with pytest.raises(NotWholeError, match=str(error)):
        this_pc.look_at_key_store()
