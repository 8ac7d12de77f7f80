"""The editors of the kinds, each alone in a small window, worked by real keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from casework import CTRL, SHIFT, Key, focus
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from imr_desktop.fields import AGE, BY_KEY, CITATIONS, DATE, FIELDS, LONG_TEXT, NAMES, TEXT, Kind
from imr_desktop.gui.common.theme import LIGHT, dress
from imr_desktop.gui.record.editors import (
    EDITORS,
    ROW_HEIGHT,
    ChoiceEditor,
    FieldEditor,
    ListEditor,
    flow,
    make_editor,
    shown_text,
)
from imr_desktop.model import Json

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CATEGORY, LATERALITY, OUTCOME, PARTS, YES_NO = (
    BY_KEY[key].kind for key in ("category", "laterality", "outcome", "body_parts", "reviewer.independence_stated")
)

Show = Callable[[Kind, str], FieldEditor]


@pytest.fixture
def show(qtbot: QtBot, qapp: QApplication) -> Show:
    """Shows an editor that holds a text, over another box to go on to."""
    dress(qapp, LIGHT)
    windows: list[QWidget] = []

    def make(kind: Kind, text: str) -> FieldEditor:
        window = QWidget()
        windows.append(window)
        editor = make_editor(kind)
        column = QVBoxLayout(window)
        column.addWidget(editor)
        column.addWidget(QLineEdit())
        column.addStretch(1)
        window.resize(260, 400)
        qtbot.addWidget(window)
        editor.load(text)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        editor.setFocus()
        QApplication.processEvents()
        return editor

    return make


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.activePopupWidget() or focus(), key, modifier)
    QApplication.processEvents()


VALUES: list[tuple[Kind, Json]] = [
    (TEXT, "pallet struck her shoulder"),
    (LONG_TEXT, "One paragraph.\n\nAnother."),
    (DATE, "2011-03"),
    (AGE, 52),
    (OUTCOME, "overturned"),
    (YES_NO, False),
    (NAMES, ["cervical strain", "chronic pain, left"]),
    (PARTS, ["lumbar spine", "other"]),
    (CITATIONS, [{"source": "mtus", "text": "Knee Complaints 2004"}, {"source": "non_mtus", "text": "ODG, Knee"}]),
    (TEXT, None),
    (NAMES, []),
]


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_what_an_editor_shows_is_read_back_as_the_same_value(show: Show, kind: Kind, value: Json) -> None:
    editor = show(kind, shown_text(kind, value))
    assert kind.parse(editor.text()) == value
    assert not editor.changed


def test_every_kind_of_the_record_has_an_editor() -> None:
    assert {field.kind.editor for field in FIELDS} <= EDITORS.keys()


def test_an_editor_of_one_line_is_as_tall_as_a_row(show: Show) -> None:
    for kind, text in ((TEXT, "x"), (DATE, "2011-03-28"), (OUTCOME, "Upheld"), (NAMES, "")):
        assert show(kind, text).height() == ROW_HEIGHT


def test_shift_enter_parts_paragraphs_in_a_long_text_and_lines_in_a_list(show: Show) -> None:
    for kind, between in ((LONG_TEXT, "\n\n"), (CITATIONS, "\n"), (NAMES, "\n"), (TEXT, "")):
        editor = show(kind, "")
        QTest.keyClicks(editor, "a")
        press(Key.Key_Return, SHIFT)
        QTest.keyClicks(editor, "b")
        assert editor.text() == f"a{between}b"


def test_enter_and_escape_are_left_to_the_form(show: Show) -> None:
    heard: list[str] = []
    for kind in (TEXT, LONG_TEXT, NAMES, PARTS, OUTCOME):
        editor = show(kind, "Upheld" if kind is OUTCOME else "foot")
        before = editor.text()
        QShortcut(QKeySequence("Return"), editor.window()).activated.connect(lambda: heard.append("Return"))
        QShortcut(QKeySequence("Esc"), editor.window()).activated.connect(lambda: heard.append("Esc"))
        press(Key.Key_Return)
        press(Key.Key_Escape)
        assert editor.text() == before
    assert heard == ["Return", "Esc"] * 5


def test_undo_is_the_windows_while_nothing_was_typed(show: Show) -> None:
    editor = show(TEXT, "neck")
    heard: list[str] = []
    QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), editor.window()).activated.connect(
        lambda: heard.append("undo")
    )
    press(Key.Key_End)
    QTest.keyClicks(editor, " pain")
    press(Key.Key_Z, CTRL)
    assert (editor.text(), heard) == ("neck", [])
    press(Key.Key_Z, CTRL)
    assert (editor.text(), heard) == ("neck", ["undo"])


def test_a_draft_stands_over_what_is_stored_and_undo_takes_it_away(show: Show) -> None:
    editor = show(DATE, "")
    editor.load("2011-03-28", "tomorrow")
    assert (editor.text(), editor.changed) == ("tomorrow", True)
    press(Key.Key_Z, CTRL)
    assert (editor.text(), editor.changed) == ("2011-03-28", False)


def test_loading_is_not_typing(show: Show, qtbot: QtBot) -> None:
    for kind, text in ((TEXT, "b"), (OUTCOME, "Overturned"), (NAMES, "b\nc")):
        editor = show(kind, "a" if kind is not OUTCOME else "Upheld")
        with qtbot.assertNotEmitted(editor.typed):
            editor.load(text)


# --- lists


def test_a_list_shows_chips_until_it_gets_the_focus(show: Show) -> None:
    editor = show(NAMES, "cervical strain\npain")
    assert isinstance(editor, ListEditor)
    assert not editor._as_chips
    as_lines = editor.height()
    press(Key.Key_Tab)
    assert editor._as_chips
    assert editor.height() < as_lines  # both chips stand on one line
    assert [chip.y() for chip in editor._chips()] == [editor._chips()[0].y()] * 2


def test_a_phrase_too_long_for_a_line_is_wrapped_within_its_chip(show: Show) -> None:
    editor = show(NAMES, "strain of the muscle, fascia and tendon of the low back, left side\npain")
    assert isinstance(editor, ListEditor)
    press(Key.Key_Tab)
    long, short = editor._chips()
    assert long.height() > short.height()
    assert long.right() <= editor.viewport().width()
    assert short.bottom() < editor.height()


def test_known_names_are_offered_and_enter_takes_the_first(show: Show) -> None:
    editor = show(PARTS, "knee")
    press(Key.Key_End, CTRL)
    press(Key.Key_Return, SHIFT)
    QTest.keyClicks(editor, "lum")
    assert QApplication.activePopupWidget() is not None
    press(Key.Key_Return)
    assert editor.text() == "knee\nlumbar spine"
    assert QApplication.activePopupWidget() is None


def test_a_first_name_is_taken_without_an_empty_line_before_it(show: Show) -> None:
    editor = show(PARTS, "")
    QTest.keyClicks(editor, "cerv")
    press(Key.Key_Return)
    assert editor.text() == "cervical spine"


def test_escape_closes_the_offer_and_leaves_the_text(show: Show) -> None:
    editor = show(PARTS, "")
    QTest.keyClicks(editor, "han")
    press(Key.Key_Escape)
    assert (QApplication.activePopupWidget(), editor.text()) == (None, "han")


# --- choices


def test_a_letter_picks_a_choice(show: Show) -> None:
    editor = show(LATERALITY, "")
    QTest.keyClicks(editor, "b")
    assert (editor.text(), editor.changed) == ("Bilateral", True)
    press(Key.Key_Delete)
    assert (editor.text(), editor.changed) == ("", False)


def test_alt_down_shows_the_choices(show: Show) -> None:
    editor = show(CATEGORY, "Surgery")
    assert isinstance(editor, ChoiceEditor)
    press(Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert editor.view().isVisible()
    editor.hidePopup()


def test_the_wheel_never_changes_a_choice(show: Show) -> None:
    editor = show(CATEGORY, "Surgery")
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(editor.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(editor, turn)
    assert (editor.text(), turn.isAccepted()) == ("Surgery", False)


def test_a_value_that_is_none_of_the_choices_is_shown_as_it_stands(show: Show) -> None:
    editor = show(OUTCOME, "Withdrawn")
    assert (editor.text(), editor.changed) == ("Withdrawn", False)


def test_a_read_only_editor_can_be_walked_to_and_not_changed(show: Show) -> None:
    for kind, text in ((TEXT, "neck"), (OUTCOME, "Upheld"), (NAMES, "neck")):
        editor = show(kind, text)
        editor.set_read_only(True)
        assert focus() is editor
        QTest.keyClicks(editor, "o")
        press(Key.Key_Return, SHIFT)
        press(Key.Key_Delete)
        assert editor.text() == text


# --- laying out


def test_boxes_flow_into_lines() -> None:
    boxes = flow([QSize(60, 20), QSize(60, 30), QSize(60, 20)], width=130, gap=5)
    assert boxes == [QRect(0, 0, 60, 20), QRect(65, 0, 60, 30), QRect(0, 35, 60, 20)]
