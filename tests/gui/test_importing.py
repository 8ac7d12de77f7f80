"""Many letters through the window: it goes on, it waits, it is left off, it tells what failed; a folder is watched."""

from __future__ import annotations

import multiprocessing
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cases import AGE, letter
from driving import SHIFT, drop, press
from letters import reading_of, write_letter
from plenty import documents, write_letters
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from rigs import NEEDS_LOCKS, disk, fill, locks_on

from imr_desktop import paths
from imr_desktop.errors import LibraryProblem
from imr_desktop.gui.common import dialogs, file_dialogs
from imr_desktop.gui.common.notices import Notice
from imr_desktop.gui.common.tasks import FEW, Importer
from imr_desktop.gui.exchange.reread_sheet import RereadSheet
from imr_desktop.gui.exchange.watching import FolderWatch, look
from imr_desktop.gui.window import MainWindow
from imr_desktop.workspace import Workspace

pytestmark = pytest.mark.usefixtures("one_core")

Show = Callable[[Path], MainWindow]
MANY = FEW + 20


@pytest.fixture
def empty(shown: Show, tmp_path: Path) -> MainWindow:
    """A window on a new library."""
    return shown(tmp_path / "new.imr")


def importer(window: MainWindow) -> Importer:
    assert window.session._importer is not None
    return window.session._importer


def names(window: MainWindow) -> list[str]:
    assert window.session.workspace is not None
    return [row.name for row in window.session.workspace.cases()]


def chips(window: MainWindow) -> dict[str, str]:
    return {name: chip.text() for name, chip in window.imports.counts.items() if chip.isVisible()}


def buttons(window: MainWindow) -> set[str]:
    return {each.text() for each in window.imports.findChildren(QPushButton) if each.isVisible()}


def test_a_folder_with_archives_comes_in_whole_and_in_order(empty: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    paths = write_letters(tmp_path / "letters" / "b", MANY)
    with zipfile.ZipFile(tmp_path / "letters" / "a.zip", "w") as archive:
        for name, data in documents(3, first=1000):
            archive.writestr(name, data)
    (tmp_path / "letters" / "notes.docx").touch()
    with qtbot.waitSignal(empty.session.imported, timeout=120_000) as ended:
        assert drop(empty, [tmp_path / "letters"])
    assert ended.args == [f"{MANY + 3} letters imported."]
    inside = [f"a.zip/{name}" for name, _ in documents(3, first=1000)]
    assert names(empty) == inside + [path.name for path in paths]
    assert empty.station is not None
    assert empty.station.cases.count == MANY + 3
    assert chips(empty) == {"new": f"{MANY + 3} new", "passed over": "1 passed over"}
    assert empty.banner.current is None, "the panel has it all"
    qtbot.waitUntil(lambda: not multiprocessing.active_children(), timeout=10_000)


def test_a_few_letters_need_no_panel(empty: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(empty.session.imported, timeout=60_000):
        empty.session.import_files(write_letters(tmp_path / "letters", 3))
    assert not empty.imports.isVisible()


def test_cases_appear_while_the_rest_is_read_and_the_panel_counts_them(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    empty.session.import_files(write_letters(tmp_path / "letters", 60))
    with qtbot.waitSignal(empty.session.imported, timeout=120_000):
        station = empty.station
        assert station is not None
        qtbot.waitUntil(lambda: 0 < station.cases.count < 60, timeout=60_000)
        qtbot.waitUntil(lambda: "new" in chips(empty), timeout=60_000)
        assert buttons(empty) == {"Pause", "Cancel"}
        assert station.shown is not None
    assert chips(empty) == {"new": "60 new"}


def test_a_paused_import_stores_nothing_and_goes_on_where_it_was(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    paths = write_letters(tmp_path / "letters", 60)
    empty.session.import_files(paths)
    qtbot.waitUntil(lambda: importer(empty).state.tally.done > FEW, timeout=60_000)
    empty.imports.hold.click()
    stood = names(empty)
    assert importer(empty).state.phase == "paused"
    assert empty.imports.hold.text() == "Go on"
    with qtbot.assertNotEmitted(empty.session.imported, wait=300):
        pass
    assert names(empty) == stood
    with qtbot.waitSignal(empty.session.imported, timeout=60_000):
        empty.imports.hold.click()
    assert names(empty) == [path.name for path in paths]


def test_what_is_left_off_is_told_and_comes_in_when_it_is_begun_again(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    paths = write_letters(tmp_path / "letters", 60)
    empty.session.import_files(paths)
    qtbot.waitUntil(lambda: empty.imports.cancel.isVisible(), timeout=60_000)
    with qtbot.waitSignal(empty.session.imported, timeout=60_000) as ended:
        empty.imports.cancel.click()
    kept = len(names(empty))
    assert f"{60 - kept} left out" in str(ended.args)
    with qtbot.waitSignal(empty.session.imported, timeout=60_000) as ended:
        empty.session.import_files([tmp_path / "letters"])
    assert names(empty) == [path.name for path in paths]
    assert not kept or f"{kept} already there" in str(ended.args)


def test_what_failed_is_listed_by_reason_saved_and_tried_again(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "letters"
    paths = write_letters(folder, MANY)
    whole = next(path for path in paths if path.suffix == ".pdf").read_bytes()
    for name in ("x.pdf", "y.pdf"):
        (folder / name).write_bytes(whole[: len(whole) // 3])
    (folder / "z.pdf").touch()
    with qtbot.waitSignal(empty.session.imported, timeout=120_000):
        empty.session.import_files([folder])
    tree = empty.imports.failed
    groups = [tree.topLevelItem(n) for n in range(tree.topLevelItemCount())]
    assert sorted(group.text(0) for group in groups if group) == ["Damaged (2)", "Empty (1)"]
    assert buttons(empty) == {"Try these again", "Save summary…"}
    out = tmp_path / "summary.txt"
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(out), ""))
    empty.imports.save.click()
    assert "Damaged (2)" in out.read_text(encoding="utf-8")
    (folder / "z.pdf").write_bytes(next(data for _, data in documents(1, first=900)))
    with qtbot.waitSignal(empty.session.imported, timeout=60_000) as ended:
        empty.imports.retry.click()
    assert ended.args == ["1 letter imported, 2 could not be read."]
    assert names(empty)[-1] == "z.pdf"


@pytest.fixture
def ended_badly(empty: MainWindow, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """A window in which a long import has ended: one file failed, one letter is none, one was there twice."""
    folder = tmp_path / "letters"
    paths = write_letters(folder, MANY)
    (folder / "empty.pdf").touch()
    (folder / "z copy.pdf").write_bytes(paths[0].read_bytes())
    write_letter(folder, "minutes.txt", "Minutes of the garden club.\nWe planted forty tulips.\n")
    with qtbot.waitSignal(empty.session.imported, timeout=120_000):
        empty.session.import_files([folder])
    return empty


def test_a_letter_that_needs_an_eye_is_listed_and_enter_goes_to_its_case(ended_badly: MainWindow, qtbot: QtBot) -> None:
    tree = ended_badly.imports.failed
    groups = [tree.topLevelItem(n) for n in range(tree.topLevelItemCount())]
    assert sorted(group.text(0) for group in groups if group) == ["Empty (1)", "Read, and to be looked at (1)"]
    assert chips(ended_badly)["no determination"] == "1 no determination"
    station = ended_badly.station
    assert station is not None
    for _ in range(60):  # the way of the keyboard there
        at = QApplication.focusWidget()
        assert at is not None
        if at is tree:
            break
        QTest.keyClick(at, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is tree
    (group,) = [group for group in groups if group and group.text(0).startswith("Read")]
    tree.setCurrentItem(group)
    QTest.keyClick(tree, Qt.Key.Key_Down)
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert station.shown is not None
    assert station.shown.source.name == "minutes.txt"


@NEEDS_LOCKS
def test_the_open_library_is_no_letter_and_keeps_its_locks(empty: MainWindow, tmp_path: Path) -> None:
    workspace, link = empty.session.workspace, tmp_path / "link.pdf"
    assert workspace is not None
    link.symlink_to(workspace.path)
    held = locks_on(workspace.path)
    for path in (workspace.path, link):
        drop(empty, [path])
        assert empty.banner.current is not None
        assert empty.banner.current.text.startswith(f"{path.name} is the library that is open here.")
    assert not importer(empty).running
    assert locks_on(workspace.path) == held > 0


def test_the_panel_is_a_pane_more_for_the_keyboard(ended_badly: MainWindow) -> None:
    panel, station = ended_badly.imports, ended_badly.station
    assert station is not None
    for _ in range(3):
        assert not panel.failed.hasFocus()
        press(Qt.Key.Key_F6)
    assert panel.failed.hasFocus()
    assert "Esc put away" in ended_badly.bottom.hints.accessibleName()
    press(Qt.Key.Key_F6)
    assert station.cases.view.hasFocus()
    press(Qt.Key.Key_F6, SHIFT)
    assert panel.failed.hasFocus()
    press(Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert station.cases.view.hasFocus()
    ended_badly.acts["results"].trigger()
    assert panel.failed.hasFocus()
    assert panel.failed.currentItem() is not None


def test_enter_presses_the_buttons_of_panel_and_notice(ended_badly: MainWindow, qtbot: QtBot) -> None:
    panel = ended_badly.imports
    press(Qt.Key.Key_F6, SHIFT)
    while not panel.retry.hasFocus():
        press(Qt.Key.Key_Tab)
    with qtbot.waitSignal(ended_badly.session.imported, timeout=60_000):
        press(Qt.Key.Key_Return)
    pressed: list[str] = []
    ended_badly.banner.tell(Notice("Something", "news", act="Undo", do=lambda: pressed.append("Undo")))
    act = next(each for each in ended_badly.banner.findChildren(QPushButton) if each.text() == "Undo")
    for _ in range(200):
        if act.hasFocus():
            break
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert pressed == ["Undo"]


def test_how_long_it_took_stays_what_it_was(ended_badly: MainWindow) -> None:
    panel, state = ended_badly.imports, ended_badly.session.last_import
    assert state is not None
    said = panel.title.text()
    assert said.startswith("Import ended: ")
    state.tally.clock = lambda: 1e9
    ended_badly.acts["results"].trigger()
    assert panel.title.text() == said


def test_the_summary_says_where_the_letters_went_and_names_what_was_there(
    ended_badly: MainWindow, tmp_path: Path
) -> None:
    ended_badly.session.save_import_summary(tmp_path / "summary.txt")
    lines = (tmp_path / "summary.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(f"{MANY + 3} of {MANY + 3} files in ")
    assert lines[1].startswith(f"Into {tmp_path / 'new.imr'}, ")
    assert lines[lines.index("Already there (1)") + 1] == f"  {tmp_path / 'letters' / 'z copy.pdf'}"
    at = lines.index("Read, and to be looked at (1)")
    assert lines[at + 1].startswith(
        f"  {tmp_path / 'letters' / 'minutes.txt'}: minutes.txt is not an IMR determination"
    )


def test_a_full_disk_holds_it_up_and_no_letter_is_lost(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, stored = write_letters(tmp_path / "letters", MANY), Workspace.add_all
    room = [10]

    def scarce(workspace: Workspace, letters: list[object]) -> object:
        room[0] -= len(letters)
        if room[0] < 0:
            raise LibraryProblem("disk-full", "The disk is full.")
        return stored(workspace, letters)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(Workspace, "add_all", scarce)
    empty.session.import_files(paths)
    qtbot.waitUntil(lambda: importer(empty).state.phase == "paused", timeout=60_000)
    assert 0 < len(names(empty)) <= 10
    room[0] = 1000
    with qtbot.waitSignal(empty.session.imported, timeout=60_000):
        empty.session.resume_import()
    assert names(empty) == [path.name for path in paths]


def test_a_disk_that_is_really_full_pauses_it_with_a_sentence_and_it_goes_on_when_there_is_room(
    shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    paths = write_letters(tmp_path / "letters", 60)
    with disk(tmp_path / "disk", 16) as place:
        window = shown(place / "library.imr")
        fill(place / "ballast")
        window.session.import_files(paths)
        qtbot.waitUntil(lambda: importer(window).state.phase == "paused", timeout=60_000)
        assert window.banner.current is not None
        assert "disk is full" in window.banner.current.text
        assert "The import is paused" in window.banner.current.text
        stood = len(names(window))
        assert stood < 60
        (place / "ballast").unlink()
        with qtbot.waitSignal(window.session.imported, timeout=60_000) as ended:
            window.imports.hold.click()
        assert names(window) == [path.name for path in paths]
        assert ended.args == ["60 letters imported."]
        workspace = window.session.workspace
        assert workspace is not None
        assert workspace.safety.check().well
        assert window.session.leave()


def test_the_panel_that_is_put_away_stays_away(empty: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    empty.session.import_files(write_letters(tmp_path / "letters", MANY))
    qtbot.waitUntil(lambda: empty.imports.isVisible(), timeout=60_000)
    with qtbot.waitSignal(empty.session.imported, timeout=60_000):
        empty.imports.close_button.click()
    assert not empty.imports.isVisible()


def test_what_could_not_be_imported_is_shown_again_when_its_notice_is_closed(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    assert not empty.acts["results"].isEnabled()
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 and nothing else")
    empty.session.import_files([bad])
    qtbot.waitUntil(lambda: empty.banner.current is not None, timeout=30_000)
    while empty.banner.current is not None:
        empty.banner.dismiss()
    empty.acts["results"].trigger()
    assert empty.banner.current is not None
    assert "1 could not be read" in empty.banner.current.text
    assert any("bad.pdf" in line for line in empty.banner.current.details)


def test_a_folder_is_chosen_by_dialog(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_letters(tmp_path / "letters", 2)
    monkeypatch.setattr(file_dialogs, "folder_name", lambda *_: str(tmp_path / "letters"))
    with qtbot.waitSignal(empty.session.imported, timeout=60_000):
        empty.acts["import_folder"].trigger()
    assert len(names(empty)) == 2


def test_own_letters_among_the_samples_are_offered_a_library_of_their_own(
    shown: Show, tmp_path: Path, qtbot: QtBot
) -> None:
    window = shown(paths.sample_library())
    letter = write_letter(tmp_path)
    with qtbot.waitSignal(window.session.imported, timeout=60_000):
        window.session.import_files([letter])
    notice = window.banner.current
    assert notice is not None
    assert notice.text.startswith("These letters come to lie among the samples.")
    assert notice.do is not None
    with qtbot.waitSignal(window.session.imported, timeout=60_000):
        notice.do()
    assert window.session.workspace is not None
    assert window.session.workspace.path == paths.default_library()
    assert names(window) == [letter.name]


def test_the_samples_themselves_are_told_nothing_of(shown: Show, tmp_path: Path, qtbot: QtBot) -> None:
    window = shown(tmp_path / "new.imr")
    with qtbot.waitSignal(window.session.imported, timeout=60_000):
        window.session.open_samples()
    assert window.banner.current is None


# --- the watched folder ----------------------------------------------------------------------------------------------


def test_letters_put_into_the_watched_folder_come_in(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Show
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    write_letter(folder, "first.txt")
    monkeypatch.setattr(file_dialogs, "folder_name", lambda *_: str(folder))
    with qtbot.waitSignal(empty.session.imported, timeout=60_000):
        empty.acts["watch"].trigger()
    assert names(empty) == ["first.txt"]
    with qtbot.waitSignal(empty.session.imported, timeout=60_000):
        write_letters(folder, 1)
    assert names(empty) == ["first.txt", "letter-000001.pdf"]
    assert empty.session.leave()
    assert empty.session.watched is None
    (later,) = write_letters(folder, 1, first=2)
    again = shown(tmp_path / "new.imr")
    qtbot.waitUntil(lambda: later.name in names(again), timeout=60_000)
    assert again.session.watched == folder


def test_letters_of_the_watched_folder_that_are_there_already_are_no_news(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path, shown: Show
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    write_letter(folder, "first.txt")
    with qtbot.waitSignal(empty.session.imported, timeout=60_000):
        empty.session.watch(folder)
    assert empty.banner.current is None
    assert empty.session.leave()
    again = shown(tmp_path / "new.imr")
    with qtbot.waitSignal(again.session.imported, timeout=60_000) as ended:
        pass
    assert ended.args == ["1 already there."]
    assert again.banner.current is None, "nobody has done anything"
    with qtbot.waitSignal(again.session.imported, timeout=60_000):
        again.session.import_files([folder])
    assert again.banner.current is not None, "the control: who asks is answered"


def test_a_file_is_given_out_once_it_is_whole(qtbot: QtBot, tmp_path: Path) -> None:
    watch = FolderWatch(settle=30)
    came: list[Path] = []
    watch.settled.connect(came.extend)
    path = tmp_path / "a letter that comes slowly.pdf"
    with path.open("wb", buffering=0) as file:
        watch.watch(tmp_path)
        for _ in range(10):
            file.write(b"more")
            watch._looked(look(tmp_path))
            assert came == [], "it has grown since the last look"
    qtbot.waitUntil(lambda: came == [path], timeout=5000)
    for _ in range(3):
        watch._looked(look(tmp_path))
    assert came == [path], "once"
    path.write_bytes(b"another letter of the same name")
    os.utime(path, (1, 1))
    qtbot.waitUntil(lambda: came == [path, path], timeout=5000)
    watch.watch(None)


def test_what_is_put_below_a_watched_folder_comes_in_too(qtbot: QtBot, tmp_path: Path) -> None:
    watch = FolderWatch(settle=20)  # its slow clock would take too long
    came: list[Path] = []
    watch.settled.connect(came.extend)
    (tmp_path / ".git").mkdir()
    watch.watch(tmp_path)
    deep = tmp_path / "March 2017" / "second batch"
    deep.mkdir(parents=True)
    qtbot.waitUntil(lambda: str(deep) in watch._watcher.directories(), timeout=5000)
    (deep / "a.pdf").write_bytes(b"x")
    (tmp_path / ".git" / "b.pdf").write_bytes(b"x")
    qtbot.waitUntil(lambda: came == [deep / "a.pdf"], timeout=5000)
    watch.watch(None)


def test_a_watched_folder_that_goes_away_is_found_again(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    watch = FolderWatch(settle=20, slow=20)
    came: list[Path] = []
    watch.settled.connect(came.extend)
    watch.watch(folder)
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"x")
    (folder / ".hidden.pdf").write_bytes(b"x")
    (folder / "notes.docx").write_bytes(b"x")
    qtbot.waitUntil(lambda: came == [folder / "a.pdf"], timeout=5000)
    watch.watch(None)


def test_a_watched_folder_that_goes_away_is_told_and_what_it_had_is_not_given_again(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """As a network drive does, and a stick."""
    folder, elsewhere = tmp_path / "drive", tmp_path / "off"
    folder.mkdir()
    watch = FolderWatch(settle=20, slow=20)
    came: list[Path] = []
    there: list[bool] = []
    watch.settled.connect(came.extend)
    watch.there.connect(there.append)
    (folder / "a.pdf").write_bytes(b"x")
    watch.watch(folder)
    qtbot.waitUntil(lambda: came == [folder / "a.pdf"], timeout=5000)
    folder.rename(elsewhere)
    qtbot.waitUntil(lambda: there == [False], timeout=5000)
    (elsewhere / "b.pdf").write_bytes(b"y")
    elsewhere.rename(folder)
    qtbot.waitUntil(lambda: came == [folder / "a.pdf", folder / "b.pdf"], timeout=5000)
    assert there == [False, True]
    watch.watch(None)


def test_the_window_says_that_the_watched_folder_is_gone_and_back(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "drive"
    empty.session._watch._slow = 20
    empty.session.watch(folder)
    qtbot.waitUntil(lambda: empty.banner.current is not None, timeout=5000)
    assert empty.banner.current is not None
    assert "cannot be looked into at the moment" in empty.banner.current.text
    folder.mkdir()
    qtbot.waitUntil(lambda: "is there again" in (empty.banner.current.text if empty.banner.current else ""))
    assert len(empty.banner._notices) == 1, "only the latest is true"
    empty.session.watch(None)


def test_a_file_that_is_renamed_or_taken_away_before_it_is_whole(qtbot: QtBot, tmp_path: Path) -> None:
    watch = FolderWatch(settle=10_000)  # the test looks itself
    came: list[Path] = []
    watch.settled.connect(came.extend)
    (tmp_path / "letter.pdf.part").write_bytes(b"x")
    (tmp_path / "gone.pdf").write_bytes(b"x")
    watch.folder = tmp_path
    watch._looked(look(tmp_path))
    (tmp_path / "letter.pdf.part").rename(tmp_path / "letter.pdf")  # as browsers end a download
    (tmp_path / "gone.pdf").unlink()
    watch._looked(look(tmp_path))
    assert came == []
    watch._looked(look(tmp_path))
    assert came == [tmp_path / "letter.pdf"]
    (tmp_path / "letter.pdf").rename(tmp_path / "again.pdf")
    watch._looked(look(tmp_path))
    watch._looked(look(tmp_path))
    assert came == [tmp_path / "letter.pdf", tmp_path / "again.pdf"], "whose bytes the import knows"
    watch.watch(None)


def test_watching_can_be_stopped(empty: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty.session.watch(tmp_path)
    assert empty.session.watched == tmp_path
    monkeypatch.setattr(dialogs, "choose_watched", lambda *_: None)
    empty.acts["watch"].trigger()
    assert empty.session.watched is None
    assert empty.session.workspace is not None
    assert empty.session.workspace.watched_folder() is None


# --- read again ------------------------------------------------------------------------------------------------------


@pytest.fixture
def former(shown: Show, tmp_path: Path) -> MainWindow:
    """A window on a library of forty letters that a former reader read, with a wrong age each; one was corrected."""
    path = tmp_path / "former.imr"
    with Workspace.open(path, who="ann") as workspace:
        for number in range(1, MANY + 1):
            data, source, _ = letter(number)
            workspace.add(data, source, reading_of(source, parser="0", age=25))
        workspace.set_text(2, AGE, "31")
    return shown(path)


def ages(window: MainWindow) -> list[object]:
    workspace = window.session.workspace
    assert workspace is not None
    return [workspace.case(row.id).value("patient.age").value for row in workspace.cases()]


def opened_sheet(window: MainWindow) -> RereadSheet:
    window.acts["read_again"].trigger()
    return window.findChildren(RereadSheet)[-1]


def test_letters_are_read_again_after_a_preview_and_what_was_corrected_stays(former: MainWindow, qtbot: QtBot) -> None:
    sheet = opened_sheet(former)
    assert sheet.about.text().startswith(f"{MANY} letters of this library were read by an earlier version")
    sheet.preview.click()
    qtbot.waitUntil(sheet.lines.isVisible, timeout=60_000)
    assert "“25” → “52”" in sheet.lines.toPlainText()
    assert "1 value that people decided on stay" in sheet.lines.toPlainText()
    assert ages(former) == [25, 31, *[25] * (MANY - 2)]
    with qtbot.waitSignal(former.session.imported, timeout=60_000) as ended:
        sheet.act.click()
    assert ended.args == [f"{MANY} letters read again."]
    assert ages(former) == [52, 31, *[52] * (MANY - 2)]
    assert chips(former) == {"new": f"{MANY} read again"}
    station = former.station
    assert station is not None
    assert station.shown is not None
    assert station.shown.value("patient.age").value == 52, "the case on the desk is up to date"
    again = opened_sheet(former)
    assert "nothing to read again" in again.about.text()
    assert not again.act.isEnabled()


def test_a_preview_that_is_closed_is_left_off_and_changes_nothing(former: MainWindow, qtbot: QtBot) -> None:
    sheet = opened_sheet(former)
    sheet.preview.click()
    assert former.session.previewing
    sheet.reject()
    assert not former.session.importing
    assert set(ages(former)) == {25, 31}


def test_what_comes_in_while_letters_are_read_again_is_imported_afterwards(
    former: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    former.session.read_again(range(1, 6))
    former.session.import_files(write_letters(tmp_path / "letters", 2))
    qtbot.waitUntil(lambda: len(names(former)) == MANY + 2, timeout=60_000)
    assert ages(former)[:6] == [52, 31, 52, 52, 52, 25]
