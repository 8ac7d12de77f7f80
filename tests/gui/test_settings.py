"""Settings, shortcuts, the palette and the sheet of keys: chosen by keyboard, held at once, kept for the next start."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from driving import CTRL, ENTER, SHIFT, press, tab_to, write
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLabel, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from imr_desktop.errors import Problem
from imr_desktop.gui.actions import ACTIONS, MENUS
from imr_desktop.gui.choices.memory import Memory
from imr_desktop.gui.choices.settings import SETTINGS, Settings, to_toml
from imr_desktop.gui.choices.settings_dialog import SettingsDialog
from imr_desktop.gui.choices.shortcut_editor import ShortcutEditor
from imr_desktop.gui.choices.shortcuts import keys_in_force, named, refusal
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import NumberBox
from imr_desktop.gui.help.cheat_sheet import CheatSheet
from imr_desktop.gui.help.palette import CommandPalette, best, score
from imr_desktop.gui.record.field_row import FieldRow
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot

Show = Callable[[Path], MainWindow]

ALT = Qt.KeyboardModifier.AltModifier
DATE = Slot(0, "letter.ur_denial_date")


def wait_for(qtbot: QtBot, sheet: QWidget) -> None:
    """Waits until a sheet has the focus."""
    qtbot.waitUntil(lambda: (at := QApplication.focusWidget()) is not None and sheet.isAncestorOf(at))


def the_sheet(window: MainWindow, qtbot: QtBot) -> Sheet:
    """The sheet that a key has opened."""
    [sheet] = [each for each in window.findChildren(Sheet) if each.isVisible()]
    wait_for(qtbot, sheet)
    return sheet


def leave(window: MainWindow, qtbot: QtBot) -> None:
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(window.isActiveWindow)
    assert not [each for each in window.findChildren(QDialog) if each.isVisible()]


# --- the file --------------------------------------------------------------------------------------------------------


def test_what_was_chosen_is_there_again(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.toml")
    settings.put("name", "Robin “R.” Vale\t".strip())
    settings.put("text_size", 120)
    settings.put_key("filter", "Ctrl+K")
    again = Settings(tmp_path / "settings.toml")
    assert again.text("name") == "Robin “R.” Vale"
    assert again.number("text_size") == 120
    assert again.own_keys() == {"filter": "Ctrl+K"}
    again.put_key("filter", None)
    assert Settings(tmp_path / "settings.toml").own_keys() == {}


def test_a_wrong_value_is_as_it_comes_and_the_rest_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('appearance = "pink"\ntext_size = 500\nneeds_you = true\nname = "Robin"\nlater = 1.5\n', "utf-8")
    settings = Settings(file)
    assert (settings.text("appearance"), settings.number("text_size"), settings.number("needs_you")) == (
        "system",
        100,
        75,
    )
    assert settings.trouble is not None
    assert settings.trouble.message.startswith("Colors, Text size and “Needs you” below in the settings could not")
    settings.put("role", "nurse")
    assert tomllib.loads(file.read_text("utf-8"))["later"] == 1.5


@pytest.mark.parametrize("text", ['appearance = ["dark"]', "dates = {a = 1}", f"name = {'[' * 3000}"])
def test_a_value_of_any_shape_is_told_and_as_it_comes(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    settings = Settings(tmp_path / "settings.toml")
    assert settings.trouble is not None
    assert (settings.text("appearance"), settings.text("dates"), settings.text("name")) == ("system", "month_first", "")


def test_tables_within_tables_stay_where_they_are(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[later]\na = {b = 1}\n[sooner]\na = {b = 2}\n", "utf-8")
    Settings(file).put("name", "Robin")
    held = {"name": "Robin", "later": {"a": {"b": 1}}, "sooner": {"a": {"b": 2}}}
    assert tomllib.loads(file.read_text("utf-8")) == held


@pytest.mark.parametrize("kept", ["9" * 5000, str(10**30), "²", "-1", "@ByteArray(1)"])
def test_a_last_case_that_no_library_can_have_is_none(tmp_path: Path, kept: str) -> None:
    file, library = tmp_path / "window.ini", tmp_path / "library.imr"
    memory = Memory(file)
    memory.keep_last_case(library, 4711)
    memory.write()
    file.write_text(file.read_text("utf-8").replace("4711", kept), "utf-8")
    assert Memory(file).last_case(library) == 0


def test_a_file_that_is_no_toml_is_told_and_kept_beside_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b"name = Robin\xff")
    settings = Settings(file)
    assert settings.trouble is not None
    assert "kept beside it as settings.toml.broken" in settings.trouble.message
    assert "codec" not in settings.trouble.message
    settings.put("name", "Robin")
    assert (tmp_path / "settings.toml.broken").read_bytes() == b"name = Robin\xff"
    assert Settings(file).text("name") == "Robin"
    assert Settings(file).trouble is None


def test_a_choice_that_cannot_be_taken_is_told_and_not_hidden_by_the_welcome(
    shown: Show, library: Path, home: Path
) -> None:
    (home / "settings.toml").write_text('name = 5\nrole = "nurse"\n', encoding="utf-8")
    window = shown(library)
    window.welcome()
    assert window.banner.current is not None
    said = window.banner.current.text
    assert said.startswith("Name in the settings could not be understood")
    assert "Your name is not written into what you decide." in said
    assert "settings.toml.broken" in said
    assert (home / "settings.toml.broken").read_text("utf-8").startswith("name = 5")
    assert window.session.workspace is not None
    assert window.session.workspace.who == "Robin Vale, nurse", "the rest of the file holds"


def test_settings_that_cannot_be_written_hold_until_the_end(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "gone" / "settings.toml")
    with pytest.raises(Problem, match="could not be written"):
        settings.put("name", "Robin")
    assert settings.text("name") == "Robin"


_PLAIN = st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.integers(-(2**62), 2**62), st.booleans())


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), _PLAIN))
def test_what_is_written_is_what_is_read(held: dict[str, str | int | bool]) -> None:
    assert tomllib.loads(to_toml(held)) == held
    assert tomllib.loads(to_toml({**held, "keys": {"a b": "Ctrl+K"}}))["keys"] == {"a b": "Ctrl+K"}


# --- the dialog ------------------------------------------------------------------------------------------------------


def test_name_and_role_go_into_every_edit_from_then_on(window: MainWindow, qtbot: QtBot) -> None:
    press(Qt.Key.Key_Comma, CTRL)
    the_sheet(window, qtbot)
    write("Dr. Ada Reed")
    press(Qt.Key.Key_Tab)
    write("physician reviewer")
    leave(window, qtbot)
    press(ENTER)
    tab_to(window, DATE)
    press(ENTER)
    assert window.session.workspace is not None
    [edit] = window.session.workspace.history(1)
    assert edit.who == "Dr. Ada Reed, physician reviewer"


def test_the_name_is_there_for_the_next_start(shown: Show, library: Path, home: Path) -> None:
    shown(library).choose("name", "Ada Reed")
    for each in QApplication.topLevelWidgets():
        if isinstance(each, MainWindow):
            each.close()
    again = shown(library)
    assert again.session.workspace is not None
    assert again.session.workspace.who == "Ada Reed"


def test_the_dialog_has_an_editor_for_every_setting_with_its_name(window: MainWindow, qtbot: QtBot) -> None:
    window.change_settings()
    sheet = the_sheet(window, qtbot)
    assert isinstance(sheet, SettingsDialog)
    assert [*sheet.editors] == [setting.key for setting in SETTINGS]
    assert all(sheet.editors[setting.key].accessibleName() == setting.label for setting in SETTINGS)
    assert_named(sheet)
    leave(window, qtbot)


def test_the_memory_for_pages_holds_at_once(window: MainWindow, qtbot: QtBot) -> None:
    assert window.station is not None
    cache = window.station.source.canvas.pictures.cache
    assert cache.budget == 256 * 2**20
    press(Qt.Key.Key_Comma, CTRL)
    sheet = the_sheet(window, qtbot)
    assert isinstance(sheet, SettingsDialog)
    box = sheet.editors["pictures"]
    assert isinstance(box, QSpinBox)
    assert (box.accessibleName(), box.text()) == ("Memory for pages", "256 MB")
    box.setFocus()
    press(Qt.Key.Key_Down)
    assert cache.budget == 192 * 2**20
    leave(window, qtbot)


@pytest.mark.parametrize("percent", [90, 150])
def test_the_text_grows_at_once(window: MainWindow, qtbot: QtBot, percent: int) -> None:
    window.change_settings()
    sheet = the_sheet(window, qtbot)
    assert isinstance(sheet, SettingsDialog)
    box = sheet.editors["text_size"]
    assert isinstance(box, QSpinBox)
    box.setFocus()
    box.selectAll()
    write(str(percent))
    press(Qt.Key.Key_Tab)
    assert QApplication.font().pixelSize() == round(13 * percent / 100)
    leave(window, qtbot)


def test_no_menu_goes_at_the_largest_text_in_a_small_window(window: MainWindow, qtbot: QtBot) -> None:
    assert window.station is not None
    desk = window.station.desk
    desk.do(lambda: desk.workspace.set_text(1, DATE, "2/1/2017"))
    window.resize(1280, 720)
    window.choose("text_size", 150)
    bar = window.top.menus
    qtbot.waitUntil(lambda: bar.width() >= bar.sizeHint().width() and window.top.width() <= window.width())
    last = bar.actionGeometry(bar.actions()[-1])
    assert last.isValid()
    assert last.right() <= bar.width()


def test_the_settings_grow_with_the_text_that_is_chosen_in_them(window: MainWindow, qtbot: QtBot) -> None:
    dialog = window.change_settings()
    before = dialog.width()
    box = dialog.editors["text_size"]
    assert isinstance(box, NumberBox)
    box.setValue(150)
    qtbot.waitUntil(lambda: dialog.width() > before)
    assert window.rect().contains(window.mapFromGlobal(dialog.frameGeometry().bottomRight()))


def test_no_row_of_the_form_is_cut_at_the_largest_text(window: MainWindow) -> None:
    window.resize(1280, 720)
    window.choose("text_size", 150)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    assert window.station is not None
    form = window.station.pane.form
    assert form.horizontalScrollBar().maximum() == 0
    rows = [row for row in form._all_rows() if row.isVisible()]
    assert rows
    for row in rows:
        assert row.editor.height() >= row.editor.fontMetrics().height(), row.field.label
        assert row.editor.width() > 300, row.field.label


def test_colours_are_chosen_in_the_dialog_and_shown_in_the_menu(window: MainWindow, qtbot: QtBot) -> None:
    window.change_settings()
    sheet = the_sheet(window, qtbot)
    assert isinstance(sheet, SettingsDialog)
    box = sheet.editors["appearance"]
    assert isinstance(box, QComboBox)
    box.setFocus()
    press(Qt.Key.Key_D)  # the first letter of Dark
    assert QApplication.palette().window().color().lightness() < 128
    assert window.acts["dark"].isChecked()
    leave(window, qtbot)


def test_the_threshold_decides_at_once_which_values_need_a_person(window: MainWindow) -> None:
    def doubts() -> str:
        assert window.station is not None
        return "\n".join(label.text() for label in window.station.pane.head.findChildren(QLabel))

    window.choose("needs_you", 0)
    assert "need you" not in doubts()
    window.choose("needs_you", 100)
    assert "need you" in doubts()


def test_dates_are_written_as_chosen_at_once(window: MainWindow) -> None:
    def written() -> str:
        assert window.station is not None
        (row,) = (each for each in window.station.pane.form.findChildren(FieldRow) if each.slot == DATE)
        return row.editor.text()

    assert written() == "01/13/2017"
    window.choose("dates", "iso")
    assert written() == "2017-01-13"
    window.choose("dates", "month_first")
    assert written() == "01/13/2017"


# --- shortcuts -------------------------------------------------------------------------------------------------------


def action(name: str) -> int:
    return next(at for at, each in enumerate(ACTIONS) if each.id == name)


def test_other_keys_are_chosen_and_used(window: MainWindow, qtbot: QtBot, shown: Show, library: Path) -> None:
    window.change_keys()
    sheet = the_sheet(window, qtbot)
    assert isinstance(sheet, ShortcutEditor)
    sheet.table.setCurrentCell(action("not_in_letter"), 0)
    press(ENTER)
    press(Qt.Key.Key_K, ALT)
    assert "Alt+K" in sheet.told.text()
    leave(window, qtbot)
    press(ENTER)
    tab_to(window, DATE)
    assert "Alt K not in letter" in window.bottom.hints.accessibleName()
    press(Qt.Key.Key_N, ALT)
    assert state(window) == "prefilled", "the old key is free"
    press(Qt.Key.Key_K, ALT)
    assert state(window) == "not_in_letter"
    window.close()
    assert shown(library).acts["not_in_letter"].shortcut().toString() == "Alt+K"


def state(window: MainWindow) -> str:
    assert window.session.workspace is not None
    return window.session.workspace.case(1).value(DATE.field).state


def test_a_taken_key_is_refused_when_it_is_set(window: MainWindow, qtbot: QtBot) -> None:
    window.change_keys()
    sheet = the_sheet(window, qtbot)
    assert isinstance(sheet, ShortcutEditor)
    sheet.table.setCurrentCell(action("not_in_letter"), 0)
    press(ENTER)
    press(Qt.Key.Key_L, CTRL)
    assert "is taken by “Filter cases”" in sheet.told.text()
    assert window.acts["not_in_letter"].shortcut().toString() == "Alt+N"
    at = QApplication.focusWidget()
    assert at is not None
    assert sheet.pressed.isAncestorOf(at), "other keys can be pressed at once"
    press(Qt.Key.Key_J, ALT | CTRL)
    assert window.acts["not_in_letter"].shortcut().toString() == "Ctrl+Alt+J"
    assert QApplication.focusWidget() is sheet.table
    sheet.table.setCurrentCell(action("filter"), 0)
    press(Qt.Key.Key_Delete)
    assert window.acts["filter"].shortcut().isEmpty()
    sheet.table.setCurrentCell(action("not_in_letter"), 0)
    sheet.set_key("Ctrl+L")
    assert window.acts["not_in_letter"].shortcut().toString() == "Ctrl+L"
    sheet.table.setCurrentCell(action("filter"), 0)
    press(Qt.Key.Key_Backspace)
    assert "is taken by “Not in the letter”" in sheet.told.text()
    assert_named(sheet)
    leave(window, qtbot)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("A", "alone is for typing"),
        ("Return", "alone is for typing"),
        ("Shift+Tab", "alone is for typing"),
        ("Ctrl+C", "is for editing text"),
        ("Alt+F", "opens the menu File"),
        ("Ctrl+Z", "is taken by “Undo”"),
        ("no such key", "is not a key"),
        ("F9", ""),
        ("Ctrl+Alt+K", ""),
        ("", ""),
    ],
)
def test_keys_that_belong_to_something_else_are_refused(qapp: QApplication, key: str, why: str) -> None:
    keys, _ = keys_in_force(ACTIONS, {}, MENUS)
    told = refusal(ACTIONS[action("about")], key, ACTIONS, keys, MENUS)
    assert (why in told) if why else not told


@pytest.mark.parametrize(
    ("title", "key", "menu"),
    [
        ("&Datei", "Alt+D", "Datei"),
        ("文件(&F)", "Alt+F", "文件"),
        ("Datei", "Alt+D", ""),
    ],
)
def test_a_menu_of_another_language_keeps_the_key_that_opens_it(
    qapp: QApplication, title: str, key: str, menu: str
) -> None:
    keys, _ = keys_in_force(ACTIONS, {}, {})
    told = refusal(ACTIONS[action("about")], key, ACTIONS, keys, {"File": title})
    assert told.startswith(f"{key} opens the menu {menu}. ") if menu else not told


def test_the_keys_that_actions_come_with_would_all_be_taken(qapp: QApplication) -> None:
    keys, _ = keys_in_force(ACTIONS, {}, MENUS)
    told = [refusal(each, key, ACTIONS, keys, MENUS) for each in ACTIONS for key in each.keys]
    assert not any(told), told


def test_two_actions_can_swap_their_keys(qapp: QApplication) -> None:
    keys, refused = keys_in_force(ACTIONS, {"filter": "Alt+N", "not_in_letter": "Ctrl+L"}, MENUS)
    assert (keys["filter"], keys["not_in_letter"], refused) == (("Alt+N",), ("Ctrl+L",), [])


def test_a_collision_written_into_the_file_by_hand_is_told_and_not_taken(
    shown: Show, library: Path, home: Path
) -> None:
    (home / "settings.toml").write_text('[keys]\nfilter = "Ctrl+Z"\n', "utf-8")
    window = shown(library)
    assert window.acts["filter"].shortcut().toString() == "Ctrl+L"
    assert window.banner.current is not None
    assert "taken by “Undo”" in window.banner.current.text


# --- palette and keys ------------------------------------------------------------------------------------------------


def test_letters_in_order_fit_and_the_closest_comes_first() -> None:
    names = ["Edit: Undo", "Record: Add an item", "Record: Remove the item", "View: Fit width"]
    assert [names[at] for at in best("rmv", names)] == ["Record: Remove the item"]
    assert names[best("fw", names)[0]] == "View: Fit width"
    assert names[best("undo", names)[0]] == "Edit: Undo"
    assert best("xyz", names) == []
    assert best("", names) == [0, 1, 2, 3]
    assert score("oud", "undo") is None


def test_the_palette_does_what_a_few_letters_find(window: MainWindow, qtbot: QtBot) -> None:
    press(ENTER)
    tab_to(window, DATE)
    press(Qt.Key.Key_P, CTRL | SHIFT)
    sheet = the_sheet(window, qtbot)
    assert isinstance(sheet, CommandPalette)
    assert_named(sheet)
    write("unread")
    assert "Unreadable" in sheet.box.accessibleDescription()
    press(ENTER)
    qtbot.waitUntil(lambda: state(window) == "unreadable")
    qtbot.waitUntil(window.isActiveWindow)


def test_the_palette_says_when_nothing_fits(window: MainWindow, qtbot: QtBot) -> None:
    sheet = window.find_command()
    wait_for(qtbot, sheet)
    write("qqqq")
    assert any("Nothing" in label.text() for label in sheet.findChildren(QLabel) if label.isVisible())
    press(ENTER)
    assert sheet.isVisible()
    leave(window, qtbot)


def test_the_palette_offers_only_what_can_be_done_now(window: MainWindow, qtbot: QtBot) -> None:
    sheet = window.find_command()
    wait_for(qtbot, sheet)
    model = sheet.view.model()
    told = {model.index(row, 0).data() for row in range(model.rowCount())}
    assert "Record: Explain this value" in told
    assert not any(each.startswith("Edit: Redo") for each in told)
    leave(window, qtbot)


def test_the_sheet_of_keys_names_every_key_in_force(window: MainWindow, qtbot: QtBot) -> None:
    press(Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    sheet = the_sheet(window, qtbot)
    assert isinstance(sheet, CheatSheet)
    told = {label.text() for label in sheet.findChildren(QLabel)}
    for each in ACTIONS:
        if each.keys:
            assert named(each) in told
    assert "Alt+N" in told
    leave(window, qtbot)


def assert_named(sheet: QWidget) -> None:
    kinds = (QAbstractButton, QLineEdit, QComboBox, QSpinBox)
    widgets = [each for kind in kinds for each in sheet.findChildren(kind) if each.isVisible()]
    own = [each for each in widgets if each.objectName() != "qt_spinbox_lineedit"]
    assert own
    assert [each for each in own if not (each.accessibleName() or getattr(each, "text", str)())] == []


def test_every_action_can_be_found_by_its_own_name(window: MainWindow) -> None:
    acts: list[QAction] = [*window.acts.values()]
    names = [act.text().partition("\t")[0].replace("&", "") for act in acts]
    assert all(at in best(name, names) for at, name in enumerate(names))
