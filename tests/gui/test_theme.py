"""The colours can be read, the icons are there, and the application follows the system."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QPushButton

from imr_desktop.gui.bars import TopBar
from imr_desktop.gui.cases.case_painter import SIGNS
from imr_desktop.gui.common.theme import (
    CONTRAST,
    DARK,
    LIGHT,
    MARKS,
    SECTION_TONES,
    Theme,
    colour,
    dress,
    icon,
    icon_pixmap,
    palette,
    section_colour,
    theme_for,
    theme_of,
)
from imr_desktop.gui.letter.page_highlights import MARKERS
from imr_desktop.gui.letter.page_marks import PAPER_INK
from imr_desktop.model import ReviewState
from imr_desktop.paths import resources

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST], ids=lambda theme: theme.name)


@pytest.fixture
def undressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application, which afterwards looks as before."""
    font, colours, style = qapp.font(), qapp.palette(), qapp.style().objectName()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setPalette(colours)
    qapp.setFont(font)


def _luminance(shade: str) -> float:
    """Relative luminance after WCAG 2.1."""
    parts = (QColor(shade).redF(), QColor(shade).greenF(), QColor(shade).blueF())
    linear: list[float] = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _multiplied(one: str, other: str) -> str:
    """What a marker leaves of the colour below it."""
    upper, lower = QColor(one), QColor(other)
    return QColor.fromRgbF(
        upper.redF() * lower.redF(), upper.greenF() * lower.greenF(), upper.blueF() * lower.blueF()
    ).name()


@pytest.mark.parametrize("paper", [LIGHT.page, DARK.page])
def test_words_can_be_read_on_every_marker_and_on_any_two_over_each_other(paper: str) -> None:
    washes = [_multiplied(each.wash, paper) for each in MARKERS.values()]
    twice = [_multiplied(one.wash, other) for one in MARKERS.values() for other in washes]
    assert min(_contrast(LIGHT.ink, each) for each in (*washes, *twice)) >= 4.5
    assert min(_contrast(each.line, paper) for each in MARKERS.values()) >= 3, "bars and underlines stand out"


TEXTS = ("ink", "muted", "accent", "green", "amber", "red", "violet")
"""The colours that are read as text."""


def _unreadable(theme: Theme) -> list[str]:
    """The pairs of text and ground that fall short of 4.5:1."""
    washes = [f"{hue}_wash" for hue in ("accent", "green", "amber", "red", "violet")]
    pairs = [(text, ground) for text in TEXTS for ground in ("panel", "ground", *washes)]
    pairs.append(("on_accent", "accent"))
    return [f"{one} on {two}" for one, two in pairs if _contrast(getattr(theme, one), getattr(theme, two)) < 4.5]


@THEMES
def test_every_text_can_be_read_on_every_ground(theme: Theme) -> None:
    assert _unreadable(theme) == []


def test_in_high_contrast_every_text_is_at_least_seven_to_one() -> None:
    """Level AAA of WCAG 2.1, 1.4.6; and what outlines a control, or cannot be done now, is read as well."""
    washes = [f"{hue}_wash" for hue in ("accent", "green", "amber", "red", "violet")]
    pairs = [(text, ground) for text in TEXTS for ground in ("panel", "ground", *washes)]
    pairs += [("on_accent", "accent"), ("line", "panel"), ("faint", "panel")]
    assert [pair for pair in pairs if _contrast(*(getattr(CONTRAST, each) for each in pair)) < 7] == []


@THEMES
def test_what_cannot_be_done_and_the_outlines_of_controls_can_be_made_out(theme: Theme) -> None:
    """At least 3:1, after WCAG 2.1, 1.4.11; what cannot be done has no bound there, but its words are read."""
    assert [each for each in ("panel", "ground") if _contrast(theme.faint, getattr(theme, each)) < 3] == []
    disabled = palette(theme).color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled.name() == theme.faint


@THEMES
def test_hints_tips_and_links_can_be_read(theme: Theme) -> None:
    role, colours = QPalette.ColorRole, palette(theme)
    pairs = (
        (role.PlaceholderText, role.Base),
        (role.ToolTipText, role.ToolTipBase),
        (role.Link, role.Base),
        (role.LinkVisited, role.Base),
        (role.HighlightedText, role.Highlight),
        (role.ButtonText, role.Button),
    )
    assert [pair for pair in pairs if _contrast(*(colours.color(each).name() for each in pair)) < 4.5] == []


def test_every_state_and_sign_has_a_colour_that_is_read_as_text() -> None:
    """So the test above covers them, on every ground: fields, list of cases, checklist."""
    tones = {mark.tone for mark in MARKS.values()} | {sign.tone for sign in SIGNS.values()} | {*SECTION_TONES.values()}
    assert tones <= set(TEXTS)


@THEMES
def test_labels_and_signs_in_the_margin_can_be_read_on_the_paper_of_either_theme(theme: Theme) -> None:
    """The letter keeps its colours on both papers: names of fields and labels as text, signs and lines at 3:1."""
    texts = [(LIGHT.ink, each.wash) for each in MARKERS.values()]
    texts += [(PAPER_INK.on_accent, PAPER_INK.accent), (LIGHT.muted, theme.page), (LIGHT.ink, theme.page)]
    signs = [LIGHT.faint, LIGHT.muted, LIGHT.red, LIGHT.amber, *(each.line for each in MARKERS.values())]
    signs += [section_colour(PAPER_INK, section).name() for section in SECTION_TONES]
    assert [pair for pair in texts if _contrast(*pair) < 4.5] == []
    assert [sign for sign in signs if _contrast(sign, theme.page) < 3] == []


def test_a_paler_green_would_be_noticed() -> None:
    assert _contrast("#1f8a55", "#ffffff") < 4.5


@THEMES
def test_a_palette_tells_its_theme(theme: Theme, undressed: QApplication) -> None:
    """Also that of a widget to which the style sheet has given a ground of its own."""
    assert theme_of(palette(theme)) is theme
    dress(undressed, theme)
    for widget in (QListView(), QPushButton("Press"), QLineEdit()):
        widget.ensurePolished()
        assert theme_of(widget.palette()) is theme


def test_the_system_scheme_decides_and_the_palette_where_it_is_silent() -> None:
    assert theme_for(Qt.ColorScheme.Dark, palette(LIGHT)) is DARK
    assert theme_for(Qt.ColorScheme.Light, palette(DARK)) is LIGHT
    assert theme_for(Qt.ColorScheme.Unknown, palette(DARK)) is DARK


def test_the_place_in_the_list_is_told_in_the_colours_of_the_theme_that_has_come(undressed: QApplication) -> None:
    dress(undressed, LIGHT)
    bar = TopBar(*(QAction(name) for name in ("Import", "Export", "Back", "On")))
    bar.show_place(12, 240)
    assert _of_the_place(bar) == {LIGHT.ink, LIGHT.muted}
    dress(undressed, DARK)
    assert _of_the_place(bar) == {DARK.ink, DARK.muted}


def _of_the_place(bar: TopBar) -> set[str]:
    """The colours in which the place in the list is written."""
    (place,) = (label for label in bar.findChildren(QLabel) if "240" in label.text())
    return set(re.findall("#[0-9a-f]{6}", place.text()))


@THEMES
def test_a_larger_font_makes_everything_larger(undressed: QApplication, theme: Theme) -> None:
    dress(undressed, theme, 20)
    assert undressed.font().pixelSize() == 20
    assert "font-size: 25px" in undressed.styleSheet()  # the title: 16 for 13


def _colours(name: str, shade: QColor) -> set[str]:
    image = icon_pixmap(name, shade, 32).toImage()
    pixels = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def _own_icons() -> list[Path]:
    """The icons that take the colour asked for; the style sheet's own have theirs."""
    return [path for path in sorted((resources() / "icons").glob("*.svg")) if "currentColor" in path.read_text()]


def test_every_icon_is_drawn_in_the_colour_asked_for(qapp: QApplication) -> None:
    assert len(_own_icons()) > 20
    for path in _own_icons():
        assert _colours(path.stem, QColor("#c0392f")) == {"#c0392f"}, path.stem
        assert not icon(path.stem, QColor("#c0392f")).isNull()


def test_an_icon_is_as_fine_as_the_screen(qapp: QApplication) -> None:
    fine = icon_pixmap("confirmed", QColor("black"), 16, 2.0)
    assert (fine.width(), fine.deviceIndependentSize().width()) == (32, 16.0)


def test_an_unknown_icon_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", QColor("black"))


def test_every_review_state_has_its_own_icon_and_word() -> None:
    assert set(get_args(ReviewState)) | {"needs_you"} == set(MARKS)
    assert {mark.icon for mark in MARKS.values()} <= {path.stem for path in _own_icons()}
    for part in ("icon", "word"):
        assert len({getattr(mark, part) for mark in MARKS.values()}) == len(MARKS)


@THEMES
def test_every_section_has_its_own_hue(theme: Theme) -> None:
    assert len({section_colour(theme, section).name() for section in SECTION_TONES}) == len(SECTION_TONES)
    assert colour(theme, "ink") == QColor(theme.ink)


_CALLS = "from PySide6.QtCore import QRect\nfor each in range(50_000): QRect().setX(each)\nprint('done')"


def test_many_calls_into_qt_do_not_use_up_none() -> None:
    script = f"import imr_desktop.gui\n{_CALLS}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_without_our_care_none_would_be_used_up() -> None:
    """When this fails, PySide6 counts rightly again and `_make_constants_immortal` can go."""
    done = subprocess.run([sys.executable, "-c", _CALLS], capture_output=True, text=True, check=False)
    assert "deallocating None" in done.stderr
