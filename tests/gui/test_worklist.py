"""The worklist: filtered by words and terms, sorted, counted by status, and as it was left at the next start."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from driving import CTRL, answer, press, write
from letters import fill
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from imr_desktop import parsing
from imr_desktop.errors import ValueProblem
from imr_desktop.gui.cases.still_open import StillOpen, still_open
from imr_desktop.gui.choices.memory import Memory
from imr_desktop.gui.station import Station
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Finding, Slot, View
from imr_desktop.paths import sample_letters
from imr_desktop.query import Query
from imr_desktop.record import shown
from imr_desktop.source import read
from imr_desktop.workspace import Workspace

Show = Callable[[Path], MainWindow]
SHIFT = Qt.KeyboardModifier.ShiftModifier
AGE = Slot(0, "patient.age")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with some of the sample letters; what a test changes in it is no other test's business."""
    path = tmp_path_factory.mktemp("samples") / "samples.imr"
    with Workspace.open(path, who="Robin Vale") as workspace:
        for file in sample_letters():
            if file.suffix == ".txt":
                data = file.read_bytes()
                source = read(file.name, data)
                workspace.add(data, source, parsing.read(source))
    return path


@pytest.fixture(scope="module")
def made_five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("five") / "five.imr"
    fill(path, 5)
    return path


@pytest.fixture
def five(made_five: Path, tmp_path: Path) -> Path:
    """A library with five letters."""
    return Path(shutil.copy(made_five, tmp_path))


@pytest.fixture
def panes(shown: Show, five: Path) -> Station:
    window = shown(five)
    assert window.station is not None
    return window.station


def listed(station: Station) -> list[str]:
    model = station.cases.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def statuses(station: Station) -> list[str]:
    return [row.status for row in station.desk.workspace.cases()]


@pytest.mark.parametrize(
    ("text", "words", "terms"),
    [
        ("mri neck", ("mri", "neck"), ()),
        ('status:new outcome:Overturned specialty:"Pain Medicine"', (), ("new", "overturned", "pain medicine")),
        ('text:"neck pain', (), ("neck pain",)),
        ("10:30 colour:red", ("10:30", "colour:red"), ()),
        ("item: text:", ("item:", "text:"), ()),
        ('"right knee"', ("right knee",), ()),
        ("status:in review knee", ("knee",), ("in review",)),
        ("status:signed off status:new review", ("review",), ("signed off", "new")),
        ('status:"in" review', ("review",), ("in",)),
        ("", (), ()),
    ],
)
def test_a_filter_is_understood_as_words_and_terms(text: str, words: tuple[str, ...], terms: tuple[str, ...]) -> None:
    query = Query.parse(text)
    assert query.words == words
    assert tuple(said for _, said in query.terms) == terms


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("status:done", "After status: there can be new, in review, reviewed, signed off, postponed, rejected."),
        ("status:", "After status: there can be new, in review, reviewed, signed off, postponed, rejected."),
        ("knee outcome:lost", "After outcome: there can be upheld, overturned, partially overturned."),
        ("state:new", "Before a colon there can be status, outcome, specialty, item, tag, text."),
        ("status:in review outcome:mixed 10:30 item:knee", ""),
    ],
)
def test_a_term_that_can_find_nothing_is_told_what_could_be_typed(text: str, advice: str) -> None:
    assert Query.parse(text).advice == advice


def test_the_empty_list_says_what_could_be_typed(panes: Station) -> None:
    press(Qt.Key.Key_L, CTRL)
    write("status:done")
    assert "After status: there can be new, in review" in words_of(panes.cases)


def test_a_query_that_only_grows_narrows_the_one_before() -> None:
    assert Query.parse("neck status:new").narrows(Query.parse("nec"))
    assert not Query.parse("nec").narrows(Query.parse("neck"))
    assert not Query.parse("neck").narrows(Query.parse("status:new"))


def test_a_case_that_somebody_worked_on_is_in_review(panes: Station) -> None:
    desk = panes.desk
    desk.do(lambda: desk.workspace.set_value(2, AGE, 53))
    assert statuses(panes) == ["new", "in_review", "new", "new", "new"]
    desk.do(desk.workspace.undo)
    assert statuses(panes) == ["new"] * 5


def test_the_selected_cases_are_marked_as_reviewed_in_one_act(panes: Station, qtbot: QtBot) -> None:
    panes.cases.view.setFocus()
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_R, CTRL)
    question(panes, qtbot).anyway.click()
    assert statuses(panes) == ["reviewed", "reviewed", "new", "new", "new"]
    assert panes.desk.workspace.can_undo() == "Mark 2 cases as reviewed"
    assert panes.cases.view.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).endswith("reviewed")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    press(Qt.Key.Key_Z, CTRL)
    assert statuses(panes) == ["new"] * 5


def question(panes: Station, qtbot: QtBot) -> StillOpen:
    """What is asked before cases are marked as reviewed, once it has the focus."""
    qtbot.waitUntil(lambda: any(each.isVisible() and each.stay.hasFocus() for each in panes.findChildren(StillOpen)))
    return next(each for each in panes.findChildren(StillOpen) if each.isVisible())


def test_a_case_that_nobody_looked_at_is_reviewed_only_after_a_question(panes: Station, qtbot: QtBot) -> None:
    for box in (panes.cases.view, panes.cases.filter_box):
        box.setFocus()
        qtbot.waitUntil(box.hasFocus)
        press(Qt.Key.Key_R, CTRL)
        sheet = question(panes, qtbot)
        total = panes.desk.workspace.cases([1])[0].total
        assert f"None of its {total} values was looked at." in words_of(sheet)
        press(Qt.Key.Key_Return)
        assert not sheet.isVisible()
        assert statuses(panes) == ["new"] * 5, "Enter goes on reviewing"
        qtbot.waitUntil(box.hasFocus)
    press(Qt.Key.Key_R, CTRL)
    question(panes, qtbot).anyway.click()
    assert statuses(panes)[0] == "reviewed"


def test_a_reviewed_case_that_is_marked_again_says_that_it_is(panes: Station, qtbot: QtBot) -> None:
    panes.desk.do(lambda: panes.desk.workspace.set_status([1], "reviewed"))
    with qtbot.waitSignal(panes.desk.told) as said:
        press(Qt.Key.Key_R, CTRL)
    assert said.args[0].text == "CM17-9900001 is reviewed already. Nothing was changed."
    assert panes.desk.workspace.can_undo() == "Mark 1 case as reviewed"


def test_a_case_in_which_nothing_is_open_is_reviewed_without_a_question(panes: Station) -> None:
    workspace = panes.desk.workspace
    case = workspace.case(1)
    panes.desk.do(lambda: workspace.confirm_all(1, [value.slot for value in shown(case.values)]))
    for each in workspace.findings(case):
        panes.desk.do(partial(workspace.judge, 1, each, "accepted"))
    press(Qt.Key.Key_R, CTRL)
    assert statuses(panes)[0] == "reviewed"


def test_open_findings_and_values_that_need_somebody_are_counted(panes: Station) -> None:
    workspace = panes.desk.workspace
    sex = workspace.case(1).value("patient.sex").slot
    finding = Finding("a-rule", "serious", "It does not fit.", sex, ())
    workspace.findings = lambda case: (finding,) if case.id == 1 else ()  # type: ignore[method-assign]  # as a check
    panes.desk.do(lambda: workspace.set_value(1, AGE, 53))
    panes.desk.do(lambda: workspace.set_value(2, AGE, 53))
    needing = ["1 value needs you and was not looked at.", "1 finding without a verdict."]
    assert still_open(workspace, workspace.cases([1]), 0.0) == needing
    assert still_open(workspace, workspace.cases([2]), 0.0) == []
    assert still_open(workspace, workspace.cases([1, 2, 3]), 0.0) == [
        "In 1 of the 3 cases nothing was looked at.",
        "1 value needs you and was not looked at in 1 of the 3 cases.",
        "1 finding without a verdict in 1 of the 3 cases.",
    ]


def test_a_case_in_which_typed_text_waits_is_marked_in_the_list(panes: Station) -> None:
    def spoken(row: int) -> str:
        return str(panes.cases.view.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))

    panes.desk.workspace.keep_draft(1, Slot(0, "letter.ur_denial_date"), "soon")
    panes.cases.select(2)
    assert spoken(0).endswith("typed text waits")
    assert spoken(1).endswith("new")
    panes.desk.do(lambda: panes.desk.workspace.set_text(1, Slot(0, "letter.ur_denial_date"), "2/1/2017"))
    assert "waits" not in spoken(0)


def test_text_that_waits_elsewhere_is_told_at_the_start_and_one_press_leads_there(shown: Show, five: Path) -> None:
    slot = Slot(0, "letter.ur_denial_date")
    with Workspace.open(five, who="Robin Vale") as workspace:
        workspace.keep_draft(3, slot, "soon")
    window = shown(five)
    assert window.station is not None
    assert window.banner.current is not None
    assert "is kept in CM17-9900003" in window.banner.current.text
    window.banner._act.click()
    assert window.station.cases.chosen == 3
    assert window.station.pane.current_slot() == slot


def test_the_case_at_work_is_remembered_before_the_program_ends(
    panes: Station, home: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    panes.cases.select(4)
    qtbot.waitUntil(lambda: Memory(home / "window.ini").last_case(tmp_path / "five.imr") == 4)


def test_a_case_is_rejected_with_a_reason(panes: Station, qtbot: QtBot) -> None:
    def say() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        dialog.setTextValue("not a letter of ours")
        dialog.accept()

    QTimer.singleShot(0, say)
    panes.acts.reject()
    assert statuses(panes)[0] == "rejected"
    assert panes.desk.workspace.history(1)[0].why == "not a letter of ours"
    with pytest.raises(ValueProblem, match="with a reason"):
        panes.desk.workspace.set_status([2], "rejected", " ")


def test_the_list_has_the_keys_again_once_a_reason_is_given(panes: Station, qtbot: QtBot) -> None:
    panes.cases.view.setFocus()
    answer("not a letter of ours")
    panes.acts.reject()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is panes.cases.view)


def test_words_that_no_row_shows_are_sought_in_the_letters_by_enter_and_lit_there(panes: Station, qtbot: QtBot) -> None:
    press(Qt.Key.Key_L, CTRL)
    write("crate")
    assert listed(panes) == []
    assert "No case with “crate” in the list. Enter searches the letters for it." in words_of(panes.cases)
    press(Qt.Key.Key_Return)
    assert panes.cases.filter_box.text() == "text:crate"
    qtbot.waitUntil(lambda: len(listed(panes)) == 5)
    panes.cases.select(2)
    assert panes.source.finder.isVisible()
    assert panes.source.finder.count.text().startswith("1 of")
    assert panes.cases.filter_box.hasFocus()
    press(Qt.Key.Key_Escape)
    panes.cases.select(3)
    assert not panes.source.finder.isVisible()


@pytest.mark.parametrize(
    ("typed", "sought"),
    [("naproxen", "text:naproxen"), ('status:new "neck pain"', 'status:new text:"neck pain"'), ("status:new", "")],
)
def test_plain_words_become_words_of_the_letters(typed: str, sought: str) -> None:
    assert Query.parse(typed).in_letters() == sought


def test_the_filter_looks_at_the_status(panes: Station) -> None:
    desk = panes.desk
    desk.do(lambda: desk.workspace.set_status([2, 4], "postponed"))
    press(Qt.Key.Key_L, CTRL)
    write("status:post")
    assert listed(panes) == ["CM17-9900002", "CM17-9900004"]
    desk.do(lambda: desk.workspace.set_status([4], None))
    assert len(listed(panes)) == 2, "a row does not go from under the hand"
    write("p")
    assert listed(panes) == ["CM17-9900002"]


def test_next_and_previous_follow_the_filtered_list(panes: Station) -> None:
    desk = panes.desk
    desk.do(lambda: desk.workspace.set_status([2, 5], "reviewed"))
    press(Qt.Key.Key_L, CTRL)
    write("status:reviewed")
    chosen = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        press(key, CTRL)
        chosen.append(panes.cases.chosen)
    assert chosen == [2, 5, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("item:steroid", 0),
        ("item:brace", 1),
        ('specialty:"ORTHOPEDIC"', 2),
        ('text:"expert reviewer has the following credentials"', 2),
        ('text:"knee" item:brace outcome:upheld', 0),
        ("text:100%", 0),
    ],
)
def test_terms_look_into_records_and_letters(
    shown: Show, samples: Path, qtbot: QtBot, text: str, expected: int
) -> None:
    window = shown(samples)
    station = window.station
    assert station is not None
    station.cases.filter_box.setText(text)
    qtbot.waitUntil(lambda: not station.cases.searching)
    assert len(listed(station)) == expected
    station.cases.filter_box.clear()


def test_the_list_is_sorted_by_what_is_chosen(panes: Station, qtbot: QtBot) -> None:
    desk = panes.desk
    desk.do(lambda: desk.workspace.set_status([1], "rejected", "why not"))
    desk.do(lambda: desk.workspace.set_value(2, AGE, 53))
    panes.cases.sort_by("status")
    assert [each[-1] for each in listed(panes)] == ["3", "4", "5", "2", "1"]
    panes.cases.sort_by("progress")
    assert listed(panes)[-1].endswith("2")
    assert panes.cases.chosen == 1, "the chosen case stays the chosen one"
    panes.cases.sort_by("doubt")
    qtbot.waitUntil(lambda: not panes.cases.searching)
    assert len(listed(panes)) == 5


def test_filter_order_and_place_are_there_at_the_next_start(shown: Show, five: Path, qtbot: QtBot) -> None:
    window = shown(five)
    assert window.station is not None
    window.station.cases.sort_by("number")
    window.station.cases.filter_box.setText("990000")
    window.station.cases.select(4)
    window.close()
    again = shown(five)
    assert again.station is not None
    assert again.station.cases.filter_box.text() == "990000"
    assert again.station.cases.arrangement().order == "number"
    assert again.station.cases.chosen == 4


def test_a_case_that_the_filter_hides_is_still_shown_at_the_next_start(shown: Show, five: Path) -> None:
    window = shown(five)
    assert window.station is not None
    window.station.cases.select(2)
    window.station.cases.filter_box.setText("9900005")
    window.close()
    again = shown(five)
    assert again.station is not None
    assert again.station.shown is not None
    assert (again.station.shown.id, listed(again.station)) == (2, ["CM17-9900005"])


def test_the_filter_is_kept_nowhere_but_in_the_library(shown: Show, library: Path, home: Path) -> None:
    window = shown(library)
    assert window.station is not None
    QTest.keyClicks(window.station.cases.filter_box, "wilhelmina")
    window.close()
    kept = [file for file in home.rglob("*") if file.is_file() and b"wilhelmina" in file.read_bytes()]
    assert kept == []


# --- columns, orders, views, tags, samples ---


def cells(station: Station, row: int) -> list[str]:
    model = station.cases.view.model()
    return [model.index(row, column).data() for column in range(1, model.columnCount())]


def act(menu: QMenu, text: str) -> QAction:
    return next(each for each in menu.actions() if each.text() == text)


def below(menu: QMenu, text: str) -> QMenu:
    """The menu that opens from an entry of another."""
    inner = act(menu, text).menu()
    assert isinstance(inner, QMenu)
    return inner


def opened(station: Station) -> QMenu:
    """The menu beside the filter, as it is when it opens."""
    menu = station.cases.menu_button.menu()
    menu.aboutToShow.emit()
    return menu


def test_columns_are_chosen_in_the_menu_and_stand_beside_the_case(panes: Station) -> None:
    heading = panes.cases.view.horizontalHeader()
    assert heading.isHidden()
    for name in ("Tags", "Looked at"):
        act(below(opened(panes), "Columns"), name).trigger()
    assert not heading.isHidden()
    model = panes.cases.view.model()
    titles = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
    assert titles == ["Case", "Tags", "Looked at"]
    assert cells(panes, 0)[1].startswith("0 of ")
    assert panes.cases.chosen == 1, "the chosen case stays the chosen one"
    act(below(opened(panes), "Columns"), "Tags").trigger()
    act(below(opened(panes), "Columns"), "None").trigger()
    assert heading.isHidden()


def test_with_columns_beside_it_a_case_is_no_wider_than_the_pane(panes: Station, qtbot: QtBot) -> None:
    window, view = panes.window(), panes.cases.view
    assert isinstance(window, MainWindow)
    window.choose("text_size", 150)
    window.resize(1280, 720)
    panes.panes.take_first_shape()
    panes.cases.show_columns(["tags"])
    qtbot.waitUntil(lambda: view.columnWidth(0) == view.viewport().width())
    panes.panes.resizeDocks([panes.panes.docks["cases"]], [600], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: 300 < view.columnWidth(0) < view.viewport().width())


def test_a_heading_sorts_and_turns_round(panes: Station, qtbot: QtBot) -> None:
    panes.desk.do(lambda: panes.desk.workspace.tag([4], "a"))
    panes.desk.do(lambda: panes.desk.workspace.tag([2], "b"))
    panes.cases.show_columns(["tags"])
    heading = panes.cases.view.horizontalHeader()
    middle = QPoint(heading.sectionPosition(1) + 10, heading.height() // 2)
    QTest.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert [each[-1] for each in listed(panes)] == [*"42135"]
    QTest.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert [each[-1] for each in listed(panes)] == [*"13524"]


def test_a_view_is_saved_under_a_name_and_brings_everything_back(panes: Station) -> None:
    panes.cases.filter_box.setText("9900004")
    panes.cases.sort_by("-added")
    panes.cases.show_columns(["decided", "specialty"])
    answer("Only the fourth")
    act(opened(panes), "Save this view…").trigger()
    panes.cases.arrange(View("", ""))
    assert (len(listed(panes)), panes.cases.arrangement()) == (5, View("", ""))
    act(opened(panes), "Only the fourth").trigger()
    assert listed(panes) == ["CM17-9900004"]
    assert panes.cases.arrangement() == View("", "9900004", "-added", ("decided", "specialty"))
    act(below(opened(panes), "Remove a view"), "Only the fourth").trigger()
    assert panes.desk.workspace.views() == ()


def test_the_selected_cases_are_tagged_by_keyboard_and_found_by_it(panes: Station, qtbot: QtBot) -> None:
    panes.cases.view.setFocus()
    press(Qt.Key.Key_Down, SHIFT)
    answer("second look")
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is panes.cases.view)
    assert [row.tags for row in panes.desk.workspace.cases()][:3] == [("second look",), ("second look",), ()]
    panes.cases.filter_box.setText('tag:"second look"')
    assert len(listed(panes)) == 2
    panes.cases.filter_box.clear()
    panes.cases.select_first()
    press(Qt.Key.Key_Down, SHIFT)
    answer("second look")
    press(Qt.Key.Key_T, CTRL | SHIFT)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is panes.cases.view)
    assert panes.cases.tags() == []
    press(Qt.Key.Key_Z, CTRL)
    assert panes.cases.tags() == ["second look"]


def test_tags_are_told_with_the_way_back(shown: Show, five: Path, qtbot: QtBot) -> None:
    window = shown(five)
    assert window.station is not None
    cases, banner = window.station.cases, window.banner

    def tag(keys: Qt.KeyboardModifier) -> None:
        answer("urgent")
        press(Qt.Key.Key_T, keys)
        qtbot.waitUntil(lambda: QApplication.focusWidget() is cases.view)

    cases.view.setFocus()
    press(Qt.Key.Key_Down, SHIFT)
    tag(CTRL)
    assert banner.current is not None
    assert banner.current.text == "2 cases are tagged “urgent”."
    banner.dismiss()
    tag(CTRL)
    assert banner.current is None, "they were tagged so already: undo would take back something else"
    tag(CTRL | SHIFT)
    assert banner.current is not None
    assert (banner.current.text, cases.tags()) == ("The tag “urgent” was taken off.", [])
    assert banner.current.do is not None
    banner.current.do()
    qtbot.waitUntil(lambda: cases.tags() == ["urgent"])


def test_a_sample_of_the_listed_cases_is_drawn_tagged_and_shown(panes: Station) -> None:
    panes.desk.do(lambda: panes.desk.workspace.set_status([5], "postponed"))
    panes.cases.filter_box.setText("status:new")
    for again in ("", " (2)"):
        answer(2)
        panes.acts.draw_sample()
        assert panes.cases.filter_box.text().endswith(f'{again}"')
        assert panes.cases.filter_box.cursorPosition() == 0, "its beginning is seen"
        assert len(listed(panes)) == 2
        assert "CM17-9900005" not in listed(panes)
        panes.cases.filter_box.setText("status:new")


def test_a_long_list_is_there_at_once_and_fills_itself(
    shown: Show, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imr_desktop.gui.cases.case_list._TAKEN_AT_ONCE", 2)
    path = tmp_path / "seven.imr"
    fill(path, 7)
    window = shown(path)
    assert window.station is not None
    cases = window.station.cases
    cases.sort_by("-added")
    cases.select(6)
    assert cases.chosen == 6, "also one whose turn has not come"
    assert cases.count == 7
    qtbot.waitUntil(lambda: not cases.searching)
    assert [each[-1] for each in listed(window.station)] == [*"7654321"]
    assert cases.chosen == 6
