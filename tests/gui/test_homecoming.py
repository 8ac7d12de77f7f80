"""Cases come home through the window: new ones whole, differing ones as something to decide on, by keyboard alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from driving import drop
from heartbeat import Heartbeat
from plenty import write_letters
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from imr_desktop import workspace
from imr_desktop.errors import LibraryProblem
from imr_desktop.gui.common import file_dialogs
from imr_desktop.gui.exchange import homecoming
from imr_desktop.gui.exchange.difference_sheet import DifferenceSheet
from imr_desktop.gui.exchange.homecoming import Homecoming, HomecomingSheet
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot, View
from imr_desktop.workspace import Workspace

Show = Callable[[Path], MainWindow]
AGE, SEX = Slot(0, "patient.age"), Slot(0, "patient.sex")
HURT = Slot(0, "summary.mechanism_of_injury")
KEYS = {"t": Qt.Key.Key_T, "k": Qt.Key.Key_K}


@pytest.fixture
def home(library: Path, tmp_path: Path) -> Path:
    """What Carol made of her copy of the library: two values of the first case, one of the second."""
    out = tmp_path / "to carol.jsonl"
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(1, HURT, "when a crate slid off a trolley and struck her shoulder")
        workspace.export("jsonl", out)
    back = tmp_path / "carol.jsonl"
    with Workspace.open(tmp_path / "carol.imr", who="Carol Moor") as workspace:
        workspace.bring_back(out)
        workspace.set_text(1, AGE, "53", why="the second page says so")
        workspace.set_text(1, HURT, "when a heavy crate slid off a trolley and struck her shoulder")
        workspace.set_text(2, AGE, "54")
        workspace.export("jsonl", back)
    return back


def value(window: MainWindow, case: int, slot: Slot) -> object:
    assert window.session.workspace is not None
    return window.session.workspace.case(case).value(slot.field, slot.item).value


def waits(window: MainWindow) -> list[tuple[int, Slot]]:
    assert window.session.workspace is not None
    return [(each.case, each.slot) for each in window.session.workspace.differences()]


def told(window: MainWindow) -> str:
    return window.banner.current.text if window.banner.current else ""


def bring(window: MainWindow, path: Path, qtbot: QtBot) -> str:
    """Has a file come home; gives what the banner says then."""
    with qtbot.waitSignal(window.session.told, timeout=60_000):
        window.session.import_files([path])
    qtbot.waitUntil(lambda: not window.session.coming_home_now)
    return told(window)


def sheet(window: MainWindow, qtbot: QtBot) -> DifferenceSheet:
    """The sheet of differences, opened from the menu and ready for keys."""
    window.acts["differences"].trigger()
    (found,) = [each for each in window.findChildren(DifferenceSheet) if each.isVisible()]
    qtbot.waitUntil(found.list.hasFocus)
    return found


def strike(found: DifferenceSheet, key: str) -> None:
    """A letter where the focus is; a capital with Shift."""
    shift = Qt.KeyboardModifier.ShiftModifier if key.isupper() else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(found.list, KEYS[key.lower()], shift)


def rows(found: DifferenceSheet) -> list[str]:
    return [row.text(0) for row in found._rows()]


def test_a_new_library_takes_everything_in(shown: Show, home: Path, tmp_path: Path, qtbot: QtBot) -> None:
    window = shown(tmp_path / "new.imr")
    with qtbot.waitSignal(window.session.told, timeout=60_000):
        assert drop(window, [home])
    qtbot.waitUntil(lambda: window.station is not None and window.station.cases.count == 2)
    assert told(window) == "2 cases brought in."
    assert value(window, 1, AGE) == 53
    assert not [each for each in window.findChildren(HomecomingSheet) if each.isVisible()]


def test_what_differs_waits_and_the_banner_leads_there(window: MainWindow, home: Path, qtbot: QtBot) -> None:
    said = bring(window, home, qtbot)
    assert said == "3 values of 2 cases differ; nothing here was changed."
    assert (value(window, 1, AGE), value(window, 2, AGE)) == (52, 52)
    window.banner._act.click()
    (found,) = [each for each in window.findChildren(DifferenceSheet) if each.isVisible()]
    assert rows(found) == ["CM17-9900001 · 2", "Age", "Mechanism of injury", "CM17-9900002 · 1", "Age"]
    assert (found.here.value.text(), found.there.value.text()) == ("52", "53")
    assert "Carol Moor decided so" in found._origin.text()
    assert "the second page says so" in found._origin.text()
    found.reject()


def test_enter_on_a_difference_leads_to_where_it_stands(window: MainWindow, home: Path, qtbot: QtBot) -> None:
    bring(window, home, qtbot)
    window.banner._act.click()
    (found,) = [each for each in window.findChildren(DifferenceSheet) if each.isVisible()]
    QTest.keyClick(found.list, Qt.Key.Key_Return)
    assert not found.isVisible()
    station = window.station
    assert station is not None
    assert station.shown is not None
    assert station.shown.id == 1
    qtbot.waitUntil(lambda: station.pane.current_slot() == AGE)


def test_views_and_labels_that_say_something_else_here_are_told(window: MainWindow, home: Path, qtbot: QtBot) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    first, *_ = workspace.labels()
    workspace.keep_labels([replace(first, name="To be asked")])
    workspace.keep_view(View("Doubts", "doubt"))
    away = home.with_name("labels.jsonl")
    workspace.export("jsonl", away)
    workspace.keep_labels([replace(first, name="Question")])
    workspace.keep_view(View("Doubts", "is:new"))
    assert bring(window, away, qtbot) == (
        "2 cases said the same as here. The label “To be asked” is “Question” here; that was left as it is. "
        "The view “Doubts” shows something else here; it was left as it is."
    )
    assert [each.name for each in workspace.labels()] == ["Question"]


def test_a_table_that_was_worked_on_in_a_spreadsheet_comes_home(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    workspace.export("csv-spreadsheet", tmp_path / "tables")
    path = tmp_path / "tables" / "cases.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",52,prefilled,", ",53,prefilled,", 1), encoding="utf-8")
    assert bring(window, path, qtbot) == (
        "1 case said the same as here. 1 value of 1 case differs; nothing here was changed."
    )
    found = sheet(window, qtbot)
    assert (found.here.value.text(), found.there.value.text()) == ("52", "53")
    assert found._origin.text() == "Somebody decided so, in cases.csv."
    found.reject()


def test_of_many_the_first_are_told_and_the_others_counted(window: MainWindow, home: Path, qtbot: QtBot) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    names = [f"View {number}" for number in range(1, 6)]
    for words, path in (("doubt", home.with_name("views.jsonl")), ("is:new", None)):
        for name in names:
            workspace.keep_view(View(name, words))
        if path:
            workspace.export("jsonl", path)
    said = bring(window, home.with_name("views.jsonl"), qtbot)
    assert "The view “View 3” shows something else here; it was left as it is. The same holds for 2 more." in said


def test_a_difference_of_words_is_shown_word_by_word(window: MainWindow, home: Path, qtbot: QtBot) -> None:
    bring(window, home, qtbot)
    found = sheet(window, qtbot)
    QTest.keyClick(found.list, Qt.Key.Key_Down)
    assert found._name.text() == "Mechanism of injury"
    assert found._changes.text().count("<u ") == 1
    assert ">heavy</u>" in found._changes.text()
    found.reject()


def test_of_a_whole_case_each_value_is_told_in_a_line_and_nothing_is_offered_twice(
    window: MainWindow, home: Path, qtbot: QtBot
) -> None:
    bring(window, home, qtbot)
    found = sheet(window, qtbot)
    assert found.take_all.isVisible()
    QTest.keyClick(found.list, Qt.Key.Key_Up)
    assert found._name.text() == "2 values differ in this case"
    age, hurt = found._changes.text().split("<br>")
    assert age == "<b>Age</b>: here “52”, in the file “53”"
    assert "heavy" in hurt
    assert not found.take_all.isVisible()
    assert found.take.text() == "&Take all 2"
    found.reject()


def test_the_history_tells_what_waits_in_words(window: MainWindow, home: Path, qtbot: QtBot) -> None:
    bring(window, home, qtbot)
    station, workspace = window.station, window.session.workspace
    assert station is not None
    assert workspace is not None
    station.pane.show_history()
    model = station.pane.history.view.model()

    def told() -> list[str]:
        return [str(model.index(row, 0).data()).partition(";")[0] for row in range(model.rowCount())]

    assert "Difference in Age: 53 in carol.jsonl" in told()
    station.desk.do(lambda: workspace.reject_differences(workspace.differences(frozenset({1}))))
    assert "Difference in Age: 53 in carol.jsonl → rejected: 53 in carol.jsonl" in told()


def test_the_keyboard_alone_takes_and_rejects_and_each_is_one_step(
    window: MainWindow, home: Path, qtbot: QtBot
) -> None:
    bring(window, home, qtbot)
    found = sheet(window, qtbot)
    strike(found, "t")
    assert value(window, 1, AGE) == 53
    assert waits(window) == [(1, HURT), (2, AGE)]
    strike(found, "k")
    assert "heavy" not in str(value(window, 1, HURT))
    assert waits(window) == [(2, AGE)]
    strike(found, "t")
    assert value(window, 2, AGE) == 54
    assert not found.isVisible(), "nothing waits any more"
    workspace = window.session.workspace
    assert workspace is not None
    assert workspace.can_undo() == "Take age from carol.jsonl"
    workspace.undo()
    assert value(window, 2, AGE) == 52
    assert waits(window) == [(2, AGE)]


def test_all_of_a_case_is_taken_as_one_step_and_undone_in_the_sheet(
    window: MainWindow, home: Path, qtbot: QtBot
) -> None:
    bring(window, home, qtbot)
    found = sheet(window, qtbot)
    strike(found, "T")
    assert (value(window, 1, AGE), "heavy" in str(value(window, 1, HURT))) == (53, True)
    assert rows(found) == ["CM17-9900002 · 1", "Age"]
    QTest.keyClick(found.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (value(window, 1, AGE), "heavy" in str(value(window, 1, HURT))) == (52, False)
    assert len(rows(found)) == 5
    found.list.setCurrentItem(found._rows()[0])
    assert found.take.text() == "&Take all 2"
    strike(found, "K")
    assert waits(window) == [(2, AGE)]
    found.reject()


def test_what_was_decided_here_stays_until_somebody_takes_the_other(
    window: MainWindow, home: Path, qtbot: QtBot
) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    workspace.set_text(1, AGE, "61")
    bring(window, home, qtbot)
    assert value(window, 1, AGE) == 61
    assert (1, AGE) in waits(window)


def test_with_nothing_waiting_the_sheet_does_not_open(window: MainWindow) -> None:
    window.acts["differences"].trigger()
    assert told(window) == "No value waits to be taken or rejected."
    assert window.findChildren(DifferenceSheet) == []


def test_a_file_that_is_no_export_changes_nothing(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "odd.json").write_text('{"schema": "something else"}', encoding="utf-8")
    assert "Nothing was imported" in bring(window, tmp_path / "odd.json", qtbot)
    assert window.station is not None
    assert window.station.cases.count == 2


def test_letters_and_exports_chosen_together_come_in_one_after_the_other(
    shown: Show, home: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = shown(tmp_path / "new.imr")
    letters = write_letters(tmp_path / "letters", 3)
    monkeypatch.setattr(file_dialogs, "open_names", lambda *_: [str(each) for each in (home, *letters)])
    window.acts["import"].trigger()
    qtbot.waitUntil(lambda: window.station is not None and window.station.cases.count == 5, timeout=60_000)
    qtbot.waitUntil(lambda: told(window) == "2 cases brought in.")


def test_a_homecoming_that_is_left_takes_everything_out_again(
    shown: Show, home: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = shown(tmp_path / "new.imr")

    def leave(_: int) -> None:
        (found,) = [each for each in window.findChildren(HomecomingSheet) if each.isVisible()]
        QTest.keyClick(found, Qt.Key.Key_Escape)

    assert window.session._homecoming is not None
    window.session._homecoming.told.connect(leave)
    assert bring(window, home, qtbot) == "Bringing carol.jsonl home was stopped. Nothing of it was taken in."
    assert window.session.workspace is not None
    assert window.session.workspace.cases() == []
    window.session._homecoming.told.disconnect(leave)
    assert bring(window, home, qtbot) == "2 cases brought in."


def test_closing_the_window_leaves_the_homecoming_first(shown: Show, home: Path, tmp_path: Path, qtbot: QtBot) -> None:
    window = shown(tmp_path / "new.imr")
    assert window.session._homecoming is not None
    window.session._homecoming.told.connect(lambda _: window.close())
    window.session.import_files([home])
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=30_000)
    with Workspace.open(tmp_path / "new.imr", who="ann") as workspace:
        assert workspace.cases() == []


def test_who_leaves_waits_for_no_document_and_the_next_file_comes_home(
    shown: Show, home: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first case is at a document that takes its time; it is left, and the same file brought home once more."""
    window, whole = shown(tmp_path / "new.imr"), workspace.vetted
    lived, freed = threading.Event(), threading.Event()
    slow: list[threading.Thread] = []
    in_time: list[bool] = []

    def slowly(path: Path) -> Iterator[dict[str, Any]]:
        slow.append(threading.current_thread())
        in_time.append(lived.wait(1))
        freed.wait(30)
        yield from whole(path)

    def leave() -> None:
        if slow:
            clock.stop()
            monkeypatch.setattr(workspace, "vetted", whole)
            (found,) = [each for each in window.findChildren(HomecomingSheet) if each.isVisible()]
            QTest.keyClick(found, Qt.Key.Key_Escape)
            QTimer.singleShot(0, lived.set)

    monkeypatch.setattr(workspace, "vetted", slowly)
    clock = QTimer(window, interval=5)
    clock.timeout.connect(leave)
    clock.start()
    assert bring(window, home, qtbot) == "Bringing carol.jsonl home was stopped. Nothing of it was taken in."
    assert bring(window, home, qtbot) == "2 cases brought in."
    freed.set()
    slow[0].join(30)
    assert in_time == [True], "the window lives on while the thread is at its document"
    assert not slow[0].is_alive()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Carol made of twenty letters, a value or two of each."""
    folder = tmp_path_factory.mktemp("many")
    with Workspace.open(folder / "there.imr", who="carol") as workspace:
        for _ in workspace.import_files(write_letters(folder / "letters", 20)):
            pass
        for case in workspace.case_ids():
            workspace.set_text(case, AGE, str(30 + case % 50))
        workspace.export("jsonl", folder / "many.jsonl")
    return folder / "many.jsonl"


def test_the_window_has_its_turn_between_all_steps_of_taking_in(
    shown: Show, many: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last step is no longer than the others, however much there is: every case and every edit is one."""
    monkeypatch.setattr(homecoming, "_STEP", 0.0)
    window = shown(tmp_path / "new.imr")
    heart = Heartbeat(window)
    beats: list[int] = []
    steps = Homecoming._let_live

    def counted(self: Homecoming) -> None:
        steps(self)
        beats.append(heart.beats)

    monkeypatch.setattr(Homecoming, "_let_live", counted)
    assert bring(window, many, qtbot) == "20 cases brought in."
    assert len(beats) >= 20 + 20, "once for each edit, and once for each case"
    assert len(set(beats)) > 2, "and it lives meanwhile"


def test_a_homecoming_can_be_left_when_all_of_the_file_has_been_looked_at(
    shown: Show, many: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homecoming, "_STEP", 0.0)
    window = shown(tmp_path / "new.imr")
    steps = Homecoming._let_live
    count = 0

    def leaving(self: Homecoming) -> None:
        nonlocal count
        count += 1
        if count == 30:
            (found,) = [each for each in window.findChildren(HomecomingSheet) if each.isVisible()]
            QTest.keyClick(found, Qt.Key.Key_Escape)
        steps(self)

    monkeypatch.setattr(Homecoming, "_let_live", leaving)
    assert bring(window, many, qtbot) == "Bringing many.jsonl home was stopped. Nothing of it was taken in."
    assert window.session.workspace is not None
    assert window.session.workspace.cases() == []
    assert window.session.workspace.safety.check().well


def test_nothing_comes_between_while_cases_come_home(
    shown: Show, many: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it is one transaction: another act is refused and tells so, and takes nothing of it with it."""
    monkeypatch.setattr(homecoming, "_STEP", 0.0)
    window = shown(tmp_path / "new.imr")
    codes: list[str] = []
    steps = Homecoming._let_live

    def meddling(self: Homecoming) -> None:
        workspace = window.session.workspace
        assert workspace is not None
        with pytest.raises(LibraryProblem) as told:
            workspace.keep_draft(1, AGE, "6")
        codes.append(told.value.code)
        steps(self)

    with monkeypatch.context() as patched:
        patched.setattr(Homecoming, "_let_live", meddling)
        assert bring(window, many, qtbot) == "20 cases brought in."
    assert set(codes) == {"busy"}
    assert window.session.workspace is not None
    assert window.session.workspace.safety.check().well


@pytest.mark.full
def test_the_window_lives_on_while_cases_come_home(shown: Show, many: Path, tmp_path: Path, qtbot: QtBot) -> None:
    window = shown(tmp_path / "new.imr")
    heart = Heartbeat(window)
    assert bring(window, many, qtbot) == "20 cases brought in."
    heart.check()
