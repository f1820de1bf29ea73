"""The options beyond the first row: what each gives, and that it can be found."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.authentication import Scheme
from app.domain.options import RunOptions, WrongUseError
from app.gui.panels.further import FurtherOptions
from app.wiring.checks import check
from tests.gui.hands import click, naming, pick, press, tick, type_into

Field = Callable[[FurtherOptions], QWidget]
BLANK = RunOptions(address="ann@contoso.example", system_trust=True)


@pytest.fixture
def further(qtbot: QtBot) -> FurtherOptions:
    made = FurtherOptions()
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_is_not_touched_is_not_given(further: FurtherOptions) -> None:
    assert further.filled(BLANK) == BLANK


@pytest.mark.parametrize(
    ("field", "typed", "given"),
    [
        (lambda one: one.client.directory, " ldap://dc01 ", {"directory": "ldap://dc01"}),
        (lambda one: one.client.site, "Paris Nord", {"site": "Paris Nord"}),
        (
            lambda one: one.client.policies,
            "ExcludeSrvRecord=1, RedirectServers=mail  PreferLocalXML=0",
            {"policies": ("ExcludeSrvRecord=1", "RedirectServers=mail", "PreferLocalXML=0")},
        ),
        (lambda one: one.client.local_xml.text, " a b.xml ", {"local_xml": "a b.xml"}),
        (lambda one: one.network.resolvers, "192.0.2.1,::1", {"resolvers": ("192.0.2.1", "::1")}),
        (
            lambda one: one.network.connects,
            "a:443=192.0.2.1 b:80=192.0.2.2:8080",
            {"connects": ("a:443=192.0.2.1", "b:80=192.0.2.2:8080")},
        ),
        (lambda one: one.network.timeout, "3.5", {"timeout": 3.5}),
        (lambda one: one.network.timeout, "3,5", {"timeout": 3.5}),
        (
            lambda one: one.certificates.trust_files.text,
            "my ca, old.pem; b.pem;",
            {"trust_files": ("my ca, old.pem", "b.pem")},
        ),
        (lambda one: one.certificates.at, "2007-06-01", {"at": "2007-06-01"}),
        (
            lambda one: one.network.proxy,
            " http://ann@proxy:3128 ",
            {"proxy": "http://ann@proxy:3128"},
        ),
    ],
)
def test_what_is_typed_is_given_as_typed(
    further: FurtherOptions, field: Field, typed: str, given: dict[str, object]
) -> None:
    type_into(field(further), typed)

    assert further.filled(BLANK) == replace(BLANK, **given)


@pytest.mark.parametrize(
    ("field", "option", "values"),
    [
        (lambda one: one.client.mode, "mode", ["", "survey"]),
        (lambda one: one.client.path_case, "path_case", ["", "spec"]),
        (lambda one: one.network.old_tls, "old_tls", ["", "look"]),
        (lambda one: one.certificates.redirects, "consent", ["", "ask", "allow", "deny"]),
        (lambda one: one.certificates.alerts, "security_alert", ["", "skip", "accept"]),
    ],
)
def test_every_choice_is_an_option_that_a_run_takes(
    further: FurtherOptions,
    field: Callable[[FurtherOptions], QComboBox],
    option: str,
    values: list[str],
) -> None:
    box = field(further)
    given = []
    for at in range(box.count()):
        pick(box, at)
        options = further.filled(replace(BLANK, system_trust=False))
        check(replace(options, system_trust=False))
        given.append(getattr(options, option))

    assert given == values


@pytest.mark.parametrize(
    ("field", "given"),
    [
        (lambda one: one.network.probes, {"probes": False}),
        (lambda one: one.network.current_user, {"current_user": True}),
        (lambda one: one.certificates.revocation, {"revocation": True}),
        (lambda one: one.network.proxy_current_user, {"proxy_current_user": True}),
        (lambda one: one.certificates.only_these, {"system_trust": False}),
        (lambda one: one.network.schemes[Scheme.BASIC], {"authentication": ("basic",)}),
        (lambda one: one.certificates.in_background, {"consent": "deny", "security_alert": "skip"}),
    ],
)
def test_every_check_box_gives_its_option(
    further: FurtherOptions, field: Callable[[FurtherOptions], QCheckBox], given: dict[str, object]
) -> None:
    tick(field(further))

    assert further.filled(BLANK) == replace(BLANK, **given)


def test_the_answers_of_the_background_take_the_place_of_others(further: FurtherOptions) -> None:
    pick(further.certificates.redirects, 2)
    tick(further.certificates.in_background)
    assert (
        further.certificates.redirects.isEnabled(),
        further.certificates.alerts.isEnabled(),
    ) == (False, False)
    assert further.filled(BLANK).consent == "deny"

    tick(further.certificates.in_background)

    assert (
        further.certificates.redirects.isEnabled(),
        further.certificates.alerts.isEnabled(),
    ) == (True, True)
    assert further.filled(BLANK).consent == "allow"


@pytest.mark.parametrize(
    "field",
    [
        lambda one: one.client.directory,
        lambda one: one.client.policies,
        lambda one: one.network.resolvers,
        lambda one: one.network.connects,
        lambda one: one.network.timeout,
        lambda one: one.certificates.at,
    ],
)
def test_a_complaint_names_the_option_that_the_tool_tip_names(
    further: FurtherOptions, field: Field
) -> None:
    type_into(field(further), "nonsense!")
    options = replace(further.filled(BLANK), system_trust=False)

    with pytest.raises(WrongUseError) as refused:
        check(options)

    option, _, _ = str(refused.value).partition(" ")
    assert option.startswith("--")
    assert f"<p>{option}" in field(further).toolTip()


def test_a_proxy_that_is_typed_counts_until_another_way_is_chosen(
    further: FurtherOptions,
) -> None:
    type_into(further.network.proxy, "http://ann@proxy:3128")
    type_into(further.network.proxy_password, "hunter2")
    given = further.filled(BLANK)

    assert given.proxy_password is not None
    assert given.proxy_password.reveal() == "hunter2"
    assert "hunter2" not in repr(given)

    pick(further.network.proxies, further.network.proxies.findData("none"))
    direct = further.filled(BLANK)

    assert (direct.proxy, direct.no_proxy, direct.proxy_password) == ("", True, None)


def test_a_file_is_chosen_and_further_ones_are_added(
    further: FurtherOptions, tmp_path: Path
) -> None:
    local, first, second = (tmp_path / name for name in ("local.xml", "a.pem", "b c.pem"))
    for file in (local, first, second):
        file.touch()
    with naming(local):
        click(further.client.local_xml.browse)
    for names in (first, f'"{first}" "{second}"', None):
        with naming(names):
            click(further.certificates.trust_files.browse)
    with naming(None):
        click(further.client.local_xml.browse)

    given = further.filled(BLANK)
    assert given.local_xml == str(local)
    assert given.trust_files == (str(first), str(second))


def test_enter_in_any_field_starts(qtbot: QtBot, further: FurtherOptions) -> None:
    for text in further.findChildren(QLineEdit):
        with qtbot.waitSignal(further.entered):
            press(text, Qt.Key.Key_Return)


def test_every_field_has_a_name_a_caption_and_an_explanation(further: FurtherOptions) -> None:
    buddies = [label.buddy() for label in further.findChildren(QLabel) if label.buddy() is not None]
    led_to = [buddy.focusProxy() or buddy for buddy in buddies]

    for field in (*further.findChildren(QLineEdit), *further.findChildren(QComboBox)):
        assert field.accessibleName()
        assert field.toolTip().startswith("<p>")
        assert field in led_to
    for box in further.findChildren(QCheckBox):
        assert box.accessibleName()
        assert box.toolTip()
