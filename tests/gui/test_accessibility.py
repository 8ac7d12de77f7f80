"""All that can be acted on has a name, the focus goes in reading order, and the accessibility bus tells of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import showing
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QInputDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from screens import display, heard, lacking_for_the_bus, work

from imr_desktop.dates import month_first
from imr_desktop.fields import FIELDS, label_of
from imr_desktop.gui.app import wait_until
from imr_desktop.gui.record.panel import Panel
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot
from imr_desktop.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # said of the offscreen screen, not of us

ROLES = QAccessible.Role
INTERACTIVE = frozenset(
    (
        ROLES.Button,
        ROLES.ButtonMenu,
        ROLES.ButtonDropDown,
        ROLES.Cell,
        ROLES.CheckBox,
        ROLES.ComboBox,
        ROLES.EditableText,
        ROLES.HotkeyField,
        ROLES.Link,
        ROLES.List,
        ROLES.ListItem,
        ROLES.MenuItem,
        ROLES.PageTab,
        ROLES.PageTabList,
        ROLES.RadioButton,
        ROLES.Slider,
        ROLES.SpinBox,
        ROLES.Table,
        ROLES.Tree,
        ROLES.TreeItem,
    )
)
"""Roles of what is acted on. A scroll bar belongs to what it scrolls, which has the name and takes the keys."""


@pytest.fixture
def library(every_kind: Path) -> Path:
    return every_kind


@pytest.fixture
def told() -> Iterator[None]:
    """Qt makes what assistive technology sees, as if some were there."""
    before = QAccessible.isActive()
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(before)


# --- names -----------------------------------------------------------------------------------------------------------


def seen(at: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    """An accessible thing with all that is below it, as far as it is visible."""
    if at is None or not at.isValid() or at.state().invisible:
        return
    yield at
    for place in range(at.childCount()):
        yield from seen(at.child(place))


def nameless(top: QWidget) -> list[str]:
    """What can be acted on and has no name, by class and role."""
    found = []
    for each in seen(QAccessible.queryAccessibleInterface(top)):
        if isinstance(each.object(), QLineEdit) and isinstance(each.object().parent(), QComboBox):
            continue  # the focus is on the box around it, which has the name
        if (each.state().focusable or each.role() in INTERACTIVE) and not each.text(QAccessible.Text.Name).strip():
            kind = type(each.object()).__name__ if each.object() else "part"
            found.append(f"{kind} ({each.role().name}) in {_ancestors(each)}")
    return found


def _ancestors(at: QAccessibleInterface) -> str:
    names, above = [], at.parent()
    while above is not None and above.isValid():
        names.append(above.text(QAccessible.Text.Name) or above.role().name)
        above = above.parent()
    return " < ".join(names[:4])


def test_all_that_can_be_acted_on_has_a_name_on_every_screen(
    shown: Callable[[Path], MainWindow], library: Path, told: None
) -> None:
    window = shown(library)
    missing = {}
    for name in (each for each in showing.SCREENS if each not in showing.OF_THE_SYSTEM):
        with showing.screen(window, name) as top:
            missing[name] = [*nameless(top), *(nameless(window) if top is not window else ())]
    assert {name: found for name, found in missing.items() if found} == {}


def test_a_library_without_letters_has_names_too(
    shown: Callable[[Path], MainWindow], tmp_path: Path, told: None
) -> None:
    assert nameless(shown(tmp_path / "empty.imr")) == []


def test_a_question_of_the_system_has_names(window: MainWindow, told: None) -> None:
    """Tag, reason, name of a view: all are asked by the same dialog."""
    found: list[list[str]] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        found.append(nameless(dialog))
        dialog.reject()

    QTimer.singleShot(0, window, look)
    window.acts["tag"].trigger()
    assert found == [[]]


def test_a_button_without_a_name_would_be_found(qtbot: QtBot, told: None) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    button.show()
    assert [each.partition(" in ")[0] for each in nameless(button)] == ["QPushButton (Button)"]


@pytest.mark.parametrize("case", [3, 7], ids=["few items", "21 items"])
def test_an_editor_is_named_by_its_field_and_the_number_of_its_item(
    shown: Callable[[Path], MainWindow], library: Path, case: int
) -> None:
    window = shown(library)
    assert window.station is not None
    window.station.cases.select(case)
    items = window.station.desk.workspace.case(case).items
    slots = [(Slot(0, field.key), 0) for field in FIELDS if not field.repeated]
    for number in {1, len(items)}:
        slots += [(Slot(items[number - 1], field.key), number) for field in FIELDS if field.repeated]
    for slot, number in slots:
        window.station.pane.focus_slot(slot)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.accessibleName() == label_of(slot, number)
    assert label_of(Slot(items[-1], "request"), len(items)) == f"Request, item {len(items)}"


# --- the order of the focus ------------------------------------------------------------------------------------------


def comes_after(before: QRect, after: QRect) -> bool:
    """In reading order: further to the right on the same line, or further down."""
    shared = min(before.bottom(), after.bottom()) - max(before.top(), after.top())
    if shared > min(before.height(), after.height()) / 2:
        return after.left() >= before.left()
    return after.top() > before.top()


def stops(at: QWidget, room: QWidget) -> list[QWidget]:
    """The widgets of a room that Tab comes to from one of them, until it leaves the room or comes back."""
    at.setFocus(Qt.FocusReason.TabFocusReason)
    found: dict[QWidget, None] = {}
    while (focused := QApplication.focusWidget()) is not None and focused not in found and room.isAncestorOf(focused):
        found[focused] = None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return [*found]


def out_of_order(found: list[QWidget], room: QWidget) -> list[str]:
    """The stops that come before the one they follow, as both are once the focus has come to the later one."""
    wrong = []
    for before, after in pairwise(found):
        after.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.sendPostedEvents()  # what it opens and closes is laid out
        here, there = _place(before, room), _place(after, room)
        if not comes_after(here, there):
            wrong.append(f"{_told(before)} {here} then {_told(after)} {there}")
    return wrong


def _place(widget: QWidget, room: QWidget) -> QRect:
    """Where a widget is in a room; where what it stood in is closed now, where that is."""
    seen_now: QWidget | None = widget
    while seen_now is not None and not seen_now.isVisible():
        seen_now = seen_now.parentWidget()
    assert seen_now is not None, "the window is shown"
    return QRect(seen_now.mapTo(room, QPoint(0, 0)), seen_now.size())


def _told(widget: QWidget) -> str:
    return widget.accessibleName() or type(widget).__name__


@pytest.mark.parametrize("name", ["record", "checklist", "findings", "notes"])
@pytest.mark.parametrize("case", [1, 7], ids=["few items", "21 items"])
def test_tab_goes_through_the_form_in_reading_order(
    shown: Callable[[Path], MainWindow], library: Path, name: str, case: int
) -> None:
    window = shown(library)
    station = window.station
    assert station is not None
    station.cases.select(case)
    wait_until(lambda: station.desk.ready and station.drawn)
    {
        "record": station.go_to_record,
        "checklist": station.go_to_checklist,
        "findings": station.go_to_findings,
        "notes": station.go_to_notes,
    }[name]()
    panel = station.pane._tabs.currentWidget()
    if isinstance(panel, Panel):
        room, first = panel.widget(), next(each for each in panel.stops() if each.isVisible())
    else:
        room, first = panel, station.pane.notes.filter
    assert room is not None
    found = stops(first, room)
    assert len(found) > 1
    assert out_of_order(found, room) == []


def round_trip(window: MainWindow, key: Qt.Key) -> list[QWidget]:
    """Where a key goes from the filter of the list until it is there again."""
    station = window.station
    assert station is not None
    station.cases.filter_box.setFocus(Qt.FocusReason.TabFocusReason)
    found: list[QWidget] = []
    while (focused := QApplication.focusWidget()) is not None and focused not in found:
        found.append(focused)
        QTest.keyClick(focused, key)
    assert focused is found[0], "it goes round"
    return found


def panes_out_of_order(window: MainWindow, found: list[QWidget]) -> list[str]:
    """The stops that come before the one they follow: list, letter, record, each by itself in reading order."""
    station = window.station
    assert station is not None
    rooms: list[QWidget] = [station.cases, station.source, station.pane]
    parts = {room: [each for each in found if room.isAncestorOf(each)] for room in rooms}
    ordered = [each for room in rooms for each in parts[room]]
    wrong = [f"{_told(there)} for {_told(here)}" for here, there in zip(ordered, found, strict=True) if here != there]
    return wrong + [told for room, stops in parts.items() for told in out_of_order(stops, room)]


@pytest.mark.parametrize("case", [1, 5, 7], ids=["one item", "5 items", "21 items"])
def test_tab_goes_through_list_letter_and_record_and_back(
    shown: Callable[[Path], MainWindow], library: Path, case: int
) -> None:
    window = shown(library)
    station = window.station
    assert station is not None
    station.cases.select(case)
    wait_until(lambda: station.desk.ready and station.drawn)
    item = station.desk.workspace.case(case).items[0]
    station.pane.focus_slot(Slot(item, "request"))  # its card is open now
    there = round_trip(window, Qt.Key.Key_Tab)
    assert panes_out_of_order(window, there) == []
    names = [_told(each) for each in there]
    card = next(place for place, name in enumerate(names) if name.startswith("1  "))
    assert names[card + 1] == label_of(Slot(item, "request"), 1)
    back = round_trip(window, Qt.Key.Key_Backtab)
    assert back == [there[0], *reversed(there[1:])]


def test_tab_goes_through_a_pane_that_has_floated_and_come_back(
    shown: Callable[[Path], MainWindow], library: Path
) -> None:
    window = shown(library)
    station = window.station
    assert station is not None
    wait_until(lambda: station.desk.ready and station.drawn)
    there = round_trip(window, Qt.Key.Key_Tab)
    for pane in ("cases", "record"):
        station.panes.float(pane)
        station.panes.float(pane)
    assert round_trip(window, Qt.Key.Key_Tab) == there


def test_panes_in_another_order_would_be_found(shown: Callable[[Path], MainWindow], library: Path) -> None:
    window = shown(library)
    station = window.station
    assert station is not None
    wait_until(lambda: station.desk.ready and station.drawn)
    QWidget.setTabOrder(station.source.canvas, station.cases.view)
    assert panes_out_of_order(window, round_trip(window, Qt.Key.Key_Tab))


SHEETS = (
    "settings",
    "shortcuts",
    "palette",
    "export",
    "bulk-confirm",
    "explain",
    "highlight",
    "labels",
    "read-again",
    "backups",
    "passphrase",
    "guide",
)


def test_tab_goes_through_every_sheet_in_reading_order(shown: Callable[[Path], MainWindow], library: Path) -> None:
    window = shown(library)
    wrong = {}
    for name in SHEETS:
        with showing.screen(window, name) as sheet:
            wrong[name] = out_of_order_round(sheet)
    assert {name: told for name, told in wrong.items() if told} == {}


def out_of_order_round(sheet: QWidget) -> list[str]:
    """The same in a sheet, wherever the work begins there: Tab goes round."""
    wait_until(lambda: sheet.isAncestorOf(QApplication.focusWidget() or sheet))
    focused = QApplication.focusWidget()
    assert focused is not None
    found = stops(focused, sheet)
    places = [_place(each, sheet) for each in found]
    first = min(range(len(found)), key=lambda place: (places[place].top(), places[place].left()))
    return out_of_order([*found[first:], *found[:first]], sheet)


def test_an_order_that_goes_back_would_be_found(qtbot: QtBot) -> None:
    assert comes_after(QRect(0, 0, 10, 10), QRect(20, 2, 10, 10))
    assert not comes_after(QRect(20, 2, 10, 10), QRect(0, 0, 10, 10))
    assert not comes_after(QRect(0, 40, 10, 10), QRect(50, 0, 10, 10))


# --- on the accessibility bus ----------------------------------------------------------------------------------------

RECEIVED = Slot(0, "letter.application_received")


@pytest.mark.screen
@pytest.mark.skipif(bool(lacking_for_the_bus()), reason=lacking_for_the_bus())
def test_names_states_and_values_are_told_on_the_accessibility_bus(library: Path, home: Path, tmp_path: Path) -> None:
    """As a screen reader hears them: a process of its own, which knows nothing but the bus."""
    with Workspace.open(library, who="Robin Vale") as workspace:
        case = workspace.case(1)
    with display(tmp_path) as screen, heard(screen, tmp_path) as bus, work(screen, library, home) as at:
        number = str(case.value("letter.case_number").value)
        bus.wait_for("", "cell", lambda cell: number in cell["name"] and "selected" in cell["states"])
        at.tab_to(RECEIVED)
        read = bus.wait_for("Application received", "text", lambda box: "focused" in box["states"])
        assert read["text"] == month_first(str(case.value(RECEIVED.field).value))
        assert read["description"].startswith(("read", "needs you"))
        assert {"editable", "focusable", "showing"} <= set(read["states"])
        screen.type("2/1/2017")
        screen.keys("Return")
        done = bus.wait_for("Application received", "text", lambda box: box["description"].startswith("corrected"))
        assert (done["text"], "focused" in done["states"]) == ("02/01/2017", False)
        assert f"read: {read['text']}" in done["description"]
        at.tab_to(Slot(case.items[0], "request"))
        bus.wait_for("Request, item 1", "text", lambda box: "focused" in box["states"])
        screen.keys("ctrl+2")
        at.wait(tab="checklist")
        bus.wait_for("Checklist", "page tab", lambda tab: "selected" in tab["states"])


@pytest.mark.screen
@pytest.mark.skipif(bool(lacking_for_the_bus()), reason=lacking_for_the_bus())
def test_nothing_is_heard_of_a_window_that_is_not_there(tmp_path: Path) -> None:
    with display(tmp_path) as screen, heard(screen, tmp_path) as bus:
        assert bus.named("UR denial date") == []
