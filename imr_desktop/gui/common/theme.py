"""How everything looks: the colour tokens of the light and the dark theme, the style made of them, and the icons.

A widget that paints itself asks `theme_of(self.palette())` when it paints, so there is no theme to hand around: `dress`
gives the application a palette and the widgets hear of it by a PaletteChange event.

What the style sheet knows by a dynamic property (`widget.setProperty("role", "title")`):

| property | values |
|---|---|
| `role` of a label | `title`, `product`, `section`, `muted`, `small`, `chip`, `key` (a key of the keyboard) |
| `role` of a button | `primary` (the one act of a screen), `quiet` (flat, no border), `tight` (around an icon) |
| `role` of a frame | `panel`, `bar` (a toolbar row), `foot` (the lowest row), `card`, `sheet`, `desk` |
| `tone` of a label | `muted`, `accent`, `green`, `amber`, `red`, `violet`: its colour; of a chip also its wash |
| `problem` of an editor | `true`: what it holds does not parse |
| `current` of a frame | `true`: the row that has the focus, with the accent bar |

After changing a property of a widget already shown, call `restyle(widget)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from string import Template
from typing import Final, Literal, NamedTuple

from PySide6.QtCore import QByteArray, QDir, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from imr_desktop.paths import resources
from imr_desktop.texts import tr

Tone = Literal["ink", "muted", "accent", "green", "amber", "red", "violet"]
Section = Literal["letter", "reviewer", "summary", "item"]


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme, as `#rrggbb`.

    Ink, muted and the five hues are read as text: on panel, ground and every wash their contrast is at least 4.5:1.
    Faint is for what cannot be done now and for the outlines of controls: at least 3:1 on panel and ground.
    """

    name: Literal["light", "dark", "contrast"]
    ground: str
    panel: str
    line: str
    ink: str
    muted: str
    faint: str
    accent: str
    on_accent: str
    green: str
    amber: str
    red: str
    violet: str
    accent_wash: str
    green_wash: str
    amber_wash: str
    red_wash: str
    violet_wash: str
    desk: str
    page: str


LIGHT: Final = Theme(
    name="light",
    ground="#f5f6f8",
    panel="#ffffff",
    line="#e1e4ea",
    ink="#1b2430",
    muted="#5e697b",
    faint="#818b9b",
    accent="#2b66d1",
    on_accent="#ffffff",
    green="#187a4b",
    amber="#9c5900",
    red="#c0392f",
    violet="#7a43c9",
    accent_wash="#eaf1fd",
    green_wash="#e7f5ee",
    amber_wash="#fdf3e2",
    red_wash="#fdecea",
    violet_wash="#f2ebfc",
    desk="#dfe3ea",
    page="#ffffff",
)

DARK: Final = Theme(
    name="dark",
    ground="#171b21",
    panel="#1f252d",
    line="#313945",
    ink="#e6eaf0",
    muted="#9aa6b6",
    faint="#6f7b8c",
    accent="#6ea2ff",
    on_accent="#10151c",
    green="#58c48d",
    amber="#e3a74c",
    red="#f0857c",
    violet="#b995f2",
    accent_wash="#22324f",
    green_wash="#1c3529",
    amber_wash="#3a2f1b",
    red_wash="#42241f",
    violet_wash="#32274a",
    desk="#101318",
    page="#f4f1ea",
)

CONTRAST: Final = Theme(
    name="contrast",
    ground="#ffffff",
    panel="#ffffff",
    line="#000000",
    ink="#000000",
    muted="#262626",
    faint="#595959",
    accent="#00338a",
    on_accent="#ffffff",
    green="#004d26",
    amber="#5c3300",
    red="#8a0000",
    violet="#45108a",
    accent_wash="#dbe7ff",
    green_wash="#dcf5e6",
    amber_wash="#ffeecc",
    red_wash="#ffe2de",
    violet_wash="#eee2ff",
    desk="#d9d9d9",
    page="#ffffff",
)
"""For eyes that need more: every text at least 7:1, every outline as dark as the text."""

SECTION_TONES: Final[Mapping[Section, Tone]] = {
    "letter": "accent",
    "reviewer": "green",
    "summary": "amber",
    "item": "violet",
}


class Mark(NamedTuple):
    """How a state is shown, never by colour alone: icon, word and colour."""

    icon: str
    word: str
    tone: Tone


MARKS: Final[Mapping[str, Mark]] = {
    "confirmed": Mark("confirmed", tr("confirmed"), "green"),
    "corrected": Mark("corrected", tr("corrected"), "violet"),
    "prefilled": Mark("read", tr("read"), "muted"),
    "needs_you": Mark("needs-you", tr("needs you"), "amber"),
    "not_in_letter": Mark("not-in-letter", tr("not in letter"), "muted"),
    "unreadable": Mark("unreadable", tr("unreadable"), "red"),
    "not_looked_at": Mark("not-looked-at", tr("not looked at"), "muted"),
}
"""By review state; `needs_you` is a prefilled value that a person should look at first."""


def theme_of(palette: QPalette) -> Theme:
    """The theme that a palette belongs to: of high contrast by its lines, else by the lightness of its windows.

    The style sheet gives some widgets windows of another colour; it leaves the lines alone.
    """
    if palette.color(QPalette.ColorRole.Midlight) == QColor(CONTRAST.line):
        return CONTRAST
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def theme_for(scheme: Qt.ColorScheme, palette: QPalette) -> Theme:
    """The theme for the system's colour scheme; where the system names none, the one that the palette belongs to."""
    named = {Qt.ColorScheme.Light: LIGHT, Qt.ColorScheme.Dark: DARK}
    return named.get(scheme) or theme_of(palette)


def colour(theme: Theme, tone: Tone) -> QColor:
    """A tone's colour in a theme."""
    return QColor(str(getattr(theme, tone)))


def section_colour(theme: Theme, section: Section) -> QColor:
    """The one hue of a section of the form: solid in form and margin, as a 10 % wash on the page."""
    return colour(theme, SECTION_TONES[section])


# --- dressing the application ----------------------------------------------------------------------------------------

FONT_SIZE: Final = 13
"""Pixels of plain text; every other size and height follows it."""


def dress(app: QApplication, theme: Theme, font_size: int = FONT_SIZE) -> None:
    """Give the application Fusion, the theme's palette, the UI font at `font_size` pixels and the style sheet."""
    QDir.setSearchPaths("icons", [str(resources() / "icons")])  # where the style sheet looks for arrow and tick
    app.setStyle("Fusion")
    app.setPalette(palette(theme))
    font = app.font()
    font.setPixelSize(font_size)
    app.setFont(font)
    # A dock asks for this one when it is made, whatever its style sheet says.
    app.setFont(font, "QDockWidgetTitle")  # type: ignore[arg-type]  # the stub wants bytes, which it refuses
    app.setStyleSheet(stylesheet(theme, font_size))


def palette(theme: Theme) -> QPalette:
    """The theme's colours in the roles that Fusion paints with."""
    role = QPalette.ColorRole
    roles = {
        role.Window: theme.ground,
        role.WindowText: theme.ink,
        role.Base: theme.panel,
        role.AlternateBase: theme.ground,
        role.Text: theme.ink,
        role.Button: theme.panel,
        role.ButtonText: theme.ink,
        role.BrightText: theme.on_accent,
        role.ToolTipBase: theme.panel,
        role.ToolTipText: theme.ink,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.violet,
        role.Light: theme.panel,
        role.Midlight: theme.line,
        role.Mid: theme.line,
        role.Dark: theme.faint,
        role.Shadow: theme.desk,
    }
    made = QPalette()
    for each, shade in roles.items():
        made.setColor(each, QColor(shade))
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(theme.faint))
    return made


def restyle(widget: QWidget) -> None:
    """Have the style sheet look at a widget's dynamic properties again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def stylesheet(theme: Theme, font_size: int = FONT_SIZE) -> str:
    """The one style sheet of the application, sizes in pixels in proportion to the font's."""
    sizes = {
        "usual": font_size,
        "small": round(font_size * 11.5 / 13),
        "tiny": round(font_size * 11 / 13),
        "product": round(font_size * 14 / 13),
        "title": round(font_size * 16 / 13),
        "row": round(font_size * 18 / 13),  # inside a 28 px editor: 28 less two borders and two times 4 px
        "tab": 8 if font_size <= FONT_SIZE else 4,  # five tabs with their counts beside each other
    }
    pictures = {"name": "dark" if theme.name == "dark" else "light"}  # of arrow and tick
    return _STYLE.substitute(asdict(theme) | pictures, **{name: f"{size}px" for name, size in sizes.items()})


_STYLE: Final = Template("""
QMainWindow, QDialog { background: $ground; }
QToolTip { background: $panel; color: $ink; border: 1px solid $line; padding: 4px 6px; }

QFrame[role="panel"] { background: $panel; border: none; }
QFrame[role="bar"] { background: $panel; border: none; border-bottom: 1px solid $line; }
QFrame[role="foot"] { background: $panel; border: none; border-top: 1px solid $line; }
QFrame[role="card"] { background: $panel; border: 1px solid $line; border-radius: 8px; }
QFrame[role="sheet"] { background: $panel; border: 1px solid $faint; }
QFrame[role="desk"] { background: $desk; border: none; }
QFrame[current="false"] { border: none; border-left: 3px solid transparent; }
QFrame[current="true"] { background: $accent_wash; border: none; border-left: 3px solid $accent; }

QLabel[role="title"] { font-size: $title; font-weight: 600; }
QLabel[role="product"] { font-size: $product; font-weight: 600; }
QLabel[role="section"] { color: $muted; font-size: $tiny; font-weight: 600; letter-spacing: 0.5px; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: $small; }
QLabel[role="key"] { color: $ink; background: $ground; font-size: $tiny; font-weight: 600; padding: 0 5px;
  border: 1px solid $line; border-bottom-width: 2px; border-radius: 4px; }
QLabel[role="chip"] { color: $muted; background: $ground; font-size: $tiny; font-weight: 600; padding: 1px 7px;
  border: 1px solid $line; border-radius: 9px; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="green"] { color: $green; }
QLabel[tone="amber"] { color: $amber; }
QLabel[tone="red"] { color: $red; }
QLabel[tone="violet"] { color: $violet; }
QLabel[role="chip"][tone="accent"] { background: $accent_wash; border-color: $accent_wash; }
QLabel[role="chip"][tone="red"] { background: $red_wash; border-color: $red_wash; }
QLabel[role="chip"][tone="amber"] { background: $amber_wash; border-color: $amber_wash; }
QLabel[role="chip"][tone="violet"] { background: $violet_wash; border-color: $violet_wash; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton { background: $panel; color: $ink; border: 1px solid $line; border-radius: 6px; padding: 4px 11px;
  min-height: $row; }
QPushButton:hover { background: $ground; }
QPushButton:pressed, QPushButton:checked { background: $accent_wash; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $faint; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[role="primary"]:focus { border-color: $ink; }
QPushButton[role="primary"]:disabled { background: $panel; color: $faint; border-color: $line; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; color: $muted; padding: 3px 6px; }
QPushButton[role="quiet"]:hover { background: $ground; color: $ink; }
QPushButton[role="quiet"]:focus { border-color: $accent; }
ElidedButton { text-align: left; }
QToolButton { background: transparent; color: $muted; border: 1px solid transparent; border-radius: 6px;
  padding: 3px 6px; }
QToolButton:hover { background: $ground; color: $ink; }
QToolButton:pressed, QToolButton:checked { background: $accent_wash; color: $accent; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $faint; }
QToolButton::menu-indicator { image: none; }
QToolButton[role="tight"] { padding: 3px; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox { background: $panel; color: $ink; border: 1px solid $line;
  border-radius: 6px; selection-background-color: $accent; selection-color: $on_accent; }
QSpinBox { background: $panel; color: $ink; border: 1px solid $line; border-radius: 6px; padding: 4px 1px;
  min-height: $row; selection-background-color: $accent; selection-color: $on_accent; }
QSpinBox:focus { border-color: $accent; }
QSpinBox QLineEdit, QSpinBox QLineEdit:focus { background: transparent; border: none; padding: 0; min-height: 0; }
QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }
QLineEdit, QComboBox { padding: 4px 8px; min-height: $row; }
QPlainTextEdit, QTextEdit { padding: 2px 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus { border-color: $accent; }
QLineEdit:read-only, QLineEdit:disabled { color: $muted; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"], QTextEdit[problem="true"] { border-color: $red;
  background: $red_wash; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(icons:arrow-$name.svg); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $panel; color: $ink; border: 1px solid $line;
  selection-background-color: $accent_wash; selection-color: $ink; }

QCheckBox, QRadioButton { spacing: 6px; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; background: $panel;
  border: 1px solid $faint; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url(icons:tick-$name.svg); }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $accent; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus, QRadioButton::indicator:hover, QRadioButton::indicator:focus {
  border-color: $accent; }

QTabWidget::pane { border: none; border-top: 1px solid $line; background: $panel; }
QTabBar { background: $panel; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
  padding: 8px $tab; }
QTabBar::tab:hover { color: $ink; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:focus { border-bottom-color: $ink; }

QListView, QTreeView, QTableView { background: $panel; color: $ink; border: none; outline: none;
  selection-background-color: $accent_wash; selection-color: $ink; }
QListWidget::item { padding: 4px 8px; }
QTreeView::item { padding: 3px 4px; }
QHeaderView::section { background: $panel; color: $muted; border: none; border-bottom: 1px solid $line;
  padding: 4px 8px; font-size: $tiny; }
QScrollArea { background: $panel; border: none; }
QScrollArea > QWidget > QWidget { background: $panel; }

QMenuBar { background: $panel; color: $ink; border: none; }
QMenuBar::item { background: transparent; padding: 5px 10px; }
QMenuBar::item:selected { background: $accent_wash; }
QMenu { background: $panel; color: $ink; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_wash; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolBar { background: $panel; border: none; border-bottom: 1px solid $line; spacing: 8px; padding: 4px 10px; }
QStatusBar { background: $panel; color: $muted; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QDockWidget { color: $muted; font-size: $usual; titlebar-close-icon: none; }
QDockWidget::title { background: $panel; padding: 6px 10px; border-bottom: 1px solid $line; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal, QMainWindow::separator:vertical { width: 1px; }
QSplitter::handle:vertical, QMainWindow::separator:horizontal { height: 1px; }
QMainWindow::separator { background: $line; }

QProgressBar { background: $desk; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $faint; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


# --- icons -----------------------------------------------------------------------------------------------------------

_ON_BUTTONS: Final = (16, 32)
"""Pixels of a button's icon, on a usual screen and on one twice as fine."""


def icon(name: str, colour: QColor, sizes: Iterable[int] = _ON_BUTTONS) -> QIcon:
    """One of the program's own icons (`resources/icons/NAME.svg`) in a colour, sharp at `sizes` in pixels."""
    made = QIcon()
    for size in sizes:
        made.addPixmap(icon_pixmap(name, colour, size))
    return made


def icon_pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon as a square picture of `size` pixels, drawn `ratio` times as fine for a high-resolution screen."""
    key = f"icon {name} {colour.name(QColor.NameFormat.HexArgb)} {size} {ratio}"
    kept = QPixmap()
    if QPixmapCache.find(key, kept):
        return kept
    made = _draw_icon(name, colour, round(size * ratio))
    made.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, made)
    return made


@cache
def _drawing(name: str) -> bytes:
    """Raises FileNotFoundError for a name that is no icon."""
    return (resources() / "icons" / f"{name}.svg").read_bytes()


def _draw_icon(name: str, colour: QColor, pixels: int) -> QPixmap:
    drawing = _drawing(name).replace(b"currentColor", colour.name().encode())
    made = QPixmap(QSize(pixels, pixels))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return made
