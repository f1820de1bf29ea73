"""Every colour that means something can be read on every ground that it is drawn on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from pytestqt.qtbot import QtBot

from app.gui import colours
from app.gui.colours import BAD, GOOD, MUTED, SHAPE, TEXT, WARNING, Shades, contrast
from app.gui.marks import SIGNS
from app.gui.panels.labels import Tinted
from app.gui.panels.xml_view import SHADES
from app.gui.phases import COLOURS
from app.paths import resources

Role = QPalette.ColorRole


def test_a_phase_has_the_same_colour_in_the_report() -> None:
    style = (resources() / "report" / "report.css").read_text(encoding="utf-8")

    for phase, shades in COLOURS.items():
        # Light, and light once more on paper.
        assert style.count(f"--{phase}: {shades.light};") == 2
        assert style.count(f"--{phase}: {shades.dark};") == 1


def palette(window: str, base: str, other: str, text: str) -> QPalette:
    made = QPalette()
    for role, colour in (
        (Role.Window, window),
        (Role.Base, base),
        (Role.AlternateBase, other),
        (Role.WindowText, text),
        (Role.Text, text),
    ):
        made.setColor(role, QColor(colour))
    return made


# As Qt's Fusion style has them (light, dark), Windows (light, dark), and Windows' four contrast
# themes.
PALETTES = {
    "light": palette("#efefef", "#ffffff", "#f7f7f7", "#000000"),
    "dark": palette("#323232", "#242424", "#2b2b2b", "#ffffff"),
    "gnome-dark": palette("#353535", "#353535", "#3a3a3a", "#ffffff"),
    "windows-light": palette("#f3f3f3", "#ffffff", "#fafafa", "#1b1b1b"),
    "windows-dark": palette("#1e1e1e", "#2d2d2d", "#232323", "#ffffff"),
    "aquatic": palette("#202020", "#202020", "#202020", "#ffffff"),
    "desert": palette("#fffaef", "#fffaef", "#fffaef", "#3d3d3d"),
    "dusk": palette("#2d3236", "#2d3236", "#2d3236", "#ffffff"),
    "night-sky": palette("#000000", "#000000", "#000000", "#ffffff"),
}
TEXTS = {
    "muted": MUTED,
    "good": GOOD,
    "warning": WARNING,
    "bad": BAD,
    **{f"xml-{kind}": shades for kind, shades in SHADES.items()},
}
GROUNDS = (Role.Window, Role.Base, Role.AlternateBase)


@pytest.mark.parametrize("drawn_on", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize("shades", TEXTS.values(), ids=TEXTS)
def test_text_in_colour_has_the_contrast_that_text_needs(
    shades: Shades, drawn_on: QPalette
) -> None:
    for ground in GROUNDS:
        assert contrast(shades.on(drawn_on, ground), drawn_on.color(ground)) >= TEXT


@pytest.mark.parametrize("name", ["light", "dark", "gnome-dark", "windows-light", "windows-dark"])
@pytest.mark.parametrize("shades", TEXTS.values(), ids=TEXTS)
def test_a_usual_ground_keeps_the_colour(shades: Shades, name: str) -> None:
    for ground in GROUNDS:
        assert shades.on(PALETTES[name], ground).name() in {shades.light, shades.dark}


@pytest.mark.parametrize("drawn_on", PALETTES.values(), ids=PALETTES)
def test_the_bars_of_the_waterfall_can_be_made_out(drawn_on: QPalette) -> None:
    for phase, shades in COLOURS.items():
        for ground in (Role.Base, Role.AlternateBase):
            drawn = contrast(shades.on(drawn_on, ground), drawn_on.color(ground))
            assert drawn >= SHAPE, phase


def test_the_glyph_of_a_sign_can_be_made_out_on_its_own_ground() -> None:
    for mark, sign in SIGNS.items():
        assert contrast(QColor("#ffffff"), QColor(sign.fill)) >= SHAPE, mark


def test_a_ground_that_takes_neither_shade_has_that_of_text() -> None:
    grey = palette("#777777", "#777777", "#777777", "#000000")

    assert Shades(light="#707070", dark="#808080").on(grey).name() == "#000000"


def test_with_high_contrast_text_has_no_colour_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(colours, "wants_contrast", lambda: True)

    assert BAD.on(PALETTES["light"]).name() == "#000000"
    assert BAD.on(PALETTES["dark"], Role.Window).name() == "#ffffff"
    # A bar is a shape, and would else be the same as the next one.
    (first, *others) = COLOURS.values()
    assert all(one.on(PALETTES["light"]) != first.on(PALETTES["light"]) for one in others)


def test_the_system_is_asked_for_its_contrast_again_and_again() -> None:
    assert [colours.wants_contrast() for _ in range(3)] == [False] * 3


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#ffffff", "#000000", 21.0), ("#777777", "#ffffff", 4.48)]
)
def test_contrast_is_what_the_guidelines_call_so(one: str, other: str, ratio: float) -> None:
    assert contrast(QColor(one), QColor(other)) == pytest.approx(ratio, abs=0.01)
    assert contrast(QColor(other), QColor(one)) == pytest.approx(ratio, abs=0.01)


def test_a_caption_changes_its_colour_with_the_window(qtbot: QtBot) -> None:
    before = QGuiApplication.palette()
    caption = Tinted("Asked for")
    qtbot.addWidget(caption)
    assert caption.palette().windowText().color().name() == MUTED.light

    QGuiApplication.setPalette(PALETTES["dark"])
    try:
        qtbot.waitUntil(lambda: caption.palette().windowText().color().name() == MUTED.dark)
    finally:
        QGuiApplication.setPalette(before)


def test_a_caption_takes_another_meaning(qtbot: QtBot) -> None:
    caption = Tinted("no")
    qtbot.addWidget(caption)

    caption.show_shades(BAD)

    assert caption.palette().windowText().color().name() == BAD.light
    assert caption.textFormat() is Qt.TextFormat.PlainText
