"""Exports through the window: it lives on, the old file stays until the new one is whole, and what fails is told."""

from __future__ import annotations

import json
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from driving import ENTER, press, write
from exporting import worked
from heartbeat import Heartbeat
from plenty import write_letters
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from reviewing import add_sample

from imr_desktop.gui.common import file_dialogs
from imr_desktop.gui.exchange.export_sheet import WITH_BOM, WITHOUT_OUTCOME, ExportSheet
from imr_desktop.gui.exchange.exporting import Progress, document_name
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot
from imr_desktop.store.untouched import Untouched
from imr_desktop.workspace import Workspace, formats

Show = Callable[[Path], MainWindow]
AGE = Slot(0, "patient.age")


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the person has exports put: a file that stands there already, in a folder of its own."""
    path = tmp_path / "out" / "cases.jsonl"
    path.parent.mkdir()
    path.write_text("the old file", encoding="utf-8")
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(path), ""))
    return path


class Gate:
    """Holds the export's thread before its first case until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        untouched = Workspace._untouched

        def held(workspace: Workspace, letter: Untouched) -> object:
            self.reached.set()
            self.opened.wait(30)
            return untouched(workspace, letter)

        monkeypatch.setattr(Workspace, "_untouched", held)

    def open_when_stopped(self, window: MainWindow) -> None:
        """Opens it as soon as the export is wished to end."""
        exporter = window.session._exporter
        assert exporter is not None

        def wait() -> None:
            exporter._stop.wait(30)
            self.opened.set()

        threading.Thread(target=wait).start()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate(monkeypatch)
    yield made
    made.opened.set()


def sheet(window: MainWindow, label: str = "JSON Lines…") -> ExportSheet:
    """Chooses a format in the menu of exports."""
    menu = window.acts["export"].menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    next(act for act in menu.actions() if act.text() == label).trigger()
    (found,) = [each for each in window.findChildren(ExportSheet) if each.isVisible()]
    return found


def export(window: MainWindow, label: str = "JSON Lines…") -> None:
    """Chooses a format and leaves all else as it is offered."""
    press_enter_in(sheet(window, label))


def press_enter_in(asked: ExportSheet) -> None:
    QTest.keyClick(asked, ENTER)


def ended(window: MainWindow, qtbot: QtBot) -> str:
    """What the banner says once the export is over."""
    qtbot.waitUntil(lambda: not window.session.is_exporting, timeout=60_000)
    assert window.banner.current is not None
    return window.banner.current.text


def cases(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_what_people_use_most_stands_first_in_the_menu_of_exports(window: MainWindow) -> None:
    menu = window.acts["export"].menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    offered = [act.text().removesuffix("…") for act in menu.actions() if act.isEnabled() and not act.isSeparator()]
    assert offered[:3] == ["Excel workbook", "CSV tables for spreadsheets", "CSV tables"]
    assert sorted(offered) == sorted(each.label for each in formats())
    sections = [act.text() for act in menu.actions() if not act.isEnabled()]
    assert sections == ["Tables", "Documents", "Everything, can be brought back", "Data sets and other programs"]


def test_one_case_alone_is_written_as_the_document_itself(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked: list[str] = []

    def choose(*question: object) -> tuple[str, str]:
        asked.append(", ".join(map(str, question[2:])))
        return str(tmp_path / "memo1.pdf"), ""

    monkeypatch.setattr(file_dialogs, "save_name", choose)
    one = sheet(window, "Review memos (PDF)…")
    next(each for each in one.choices() if "selected" in each.text()).setChecked(True)
    press_enter_in(one)
    assert ended(window, qtbot).startswith("1 case written")
    assert (tmp_path / "memo1.pdf").read_bytes().startswith(b"%PDF")
    (tmp_path / "memo1.pdf").unlink()
    export(window, "Review memos (PDF)…")
    qtbot.waitUntil(lambda: "can hold one case alone" in ended(window, qtbot))
    assert [*tmp_path.glob("memo1*")] == []
    assert asked == [
        "CM17-9900001 memo.pdf, One document (*.pdf);;Zip file (*.zip)",
        "cases.zip, Review memos (PDF) (*.zip)",
    ]


def test_an_export_holds_one_moment_while_the_person_goes_on_editing(
    window: MainWindow, out: Path, gate: Gate, qtbot: QtBot
) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    export(window)
    qtbot.waitUntil(gate.reached.is_set)
    qtbot.waitUntil(lambda: "of 2 cases" in window.exports.what.text())
    assert window.exports.isVisible()
    assert window.station is not None
    window.station.pane.focus_slot(AGE)
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    write("61")
    press(ENTER)
    window.station.cases.select(2)
    assert workspace.case(1).value(AGE.field).value == 61, "saved while the export goes on"
    assert out.read_text(encoding="utf-8") == "the old file"
    workspace.set_text(2, AGE, "62")
    gate.opened.set()
    assert ended(window, qtbot) == f"2 cases written to {out}"
    assert not window.exports.isVisible()
    assert [each["fields"]["patient.age"]["value"] for each in cases(out)] == [52, 52]  # type: ignore[index]


def test_a_cancelled_export_leaves_the_old_file_and_nothing_else(
    window: MainWindow, out: Path, gate: Gate, qtbot: QtBot
) -> None:
    export(window)
    qtbot.waitUntil(gate.reached.is_set)
    window.exports.cancel.click()
    assert "Stopping" in window.exports.what.text()
    gate.opened.set()
    assert "was canceled. Nothing was written" in ended(window, qtbot)
    assert [each.name for each in out.parent.iterdir()] == [out.name]
    assert out.read_text(encoding="utf-8") == "the old file"
    export(window)
    assert ended(window, qtbot) == f"2 cases written to {out}"


def test_a_second_export_waits_for_the_first(window: MainWindow, out: Path, gate: Gate, qtbot: QtBot) -> None:
    export(window)
    qtbot.waitUntil(gate.reached.is_set)
    export(window)
    assert window.banner.current is not None
    assert "Another export is under way" in window.banner.current.text
    gate.opened.set()
    assert "written" in ended(window, qtbot)


def test_closing_the_window_ends_the_export_in_order(window: MainWindow, out: Path, gate: Gate, qtbot: QtBot) -> None:
    export(window)
    qtbot.waitUntil(gate.reached.is_set)
    gate.open_when_stopped(window)
    assert window.close()
    qtbot.waitUntil(lambda: all(thread.name != "export" for thread in threading.enumerate()))
    assert [each.name for each in out.parent.iterdir()] == [out.name]
    assert out.read_text(encoding="utf-8") == "the old file"


def test_opening_another_library_breaks_the_export_off_and_says_so(
    window: MainWindow, out: Path, gate: Gate, qtbot: QtBot, tmp_path: Path
) -> None:
    export(window)
    qtbot.waitUntil(gate.reached.is_set)
    gate.open_when_stopped(window)
    window.open_library(tmp_path / "other.imr")
    assert "was stopped, because" in ended(window, qtbot)
    assert not window.exports.isVisible()
    assert out.read_text(encoding="utf-8") == "the old file"


def test_every_format_is_written_from_the_menu(
    shown: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    with Workspace.open(tmp_path / "library.imr", who="ann") as workspace:
        add_sample(workspace)
    window = shown(tmp_path / "library.imr")
    for each in formats():
        if each.name == "parquet" and not find_spec("pyarrow"):
            continue
        path = tmp_path / f"{each.name}{each.suffix}"
        if not each.suffix:
            path.mkdir()
        monkeypatch.setattr(file_dialogs, "save_name", lambda *_, path=path: (str(path), ""))
        monkeypatch.setattr(file_dialogs, "folder_name", lambda *_, path=path: str(path))
        export(window, f"{each.label}…")
        assert ended(window, qtbot) == f"1 case written to {path}"
        assert any(path.iterdir()) if path.is_dir() else path.stat().st_size


def test_what_was_written_is_opened_from_the_notice(
    window: MainWindow, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked: list[str] = []

    def refuse(url: QUrl) -> bool:
        asked.append(url.toLocalFile())
        return False

    monkeypatch.setattr(QDesktopServices, "openUrl", refuse)
    export(window)
    assert ended(window, qtbot) == f"2 cases written to {out}"
    QTest.mouseClick(button(window, "Open the folder"), Qt.MouseButton.LeftButton)
    assert asked == [str(out.parent)]
    assert ended(window, qtbot) == f"No program here opens {out.parent}."
    window.banner.dismiss()
    export(window)
    assert ended(window, qtbot) == f"2 cases written to {out}"
    QTest.mouseClick(button(window, "Open"), Qt.MouseButton.LeftButton)
    assert asked[1:] == [str(out)]
    window.banner.dismiss()
    monkeypatch.setattr(file_dialogs, "folder_name", lambda *_: str(tmp_path / "tables"))
    (tmp_path / "tables").mkdir()
    export(window, "CSV tables…")
    assert ended(window, qtbot) == f"2 cases written to {tmp_path / 'tables'}"
    QTest.mouseClick(button(window, "Open the folder"), Qt.MouseButton.LeftButton)
    assert asked[2:] == [str(tmp_path / "tables")]


def button(window: MainWindow, words: str) -> QPushButton:
    found = [each for each in window.banner.findChildren(QPushButton) if each.isVisible() and each.text() == words]
    return found[0]


def test_a_single_case_is_proposed_as_a_file_of_its_own_name() -> None:
    by_name = {each.name: each for each in formats()}
    assert document_name(by_name["proof-sheet"], "a/b: letter.txt") == "a-b- letter.txt proof sheet"
    assert document_name(by_name["letter-docx"], "CM17-9900001") == "CM17-9900001 letter"
    assert document_name(by_name["xlsx"], "CM17-9900001") == "CM17-9900001"


def test_an_export_that_has_just_come_to_its_end_is_told_as_written(
    window: MainWindow, out: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    """Its last word has not been heard yet when the library is put away."""
    export(window)
    for thread in [each for each in threading.enumerate() if each.name == "export"]:  # it may have ended already
        thread.join()
    window.open_library(tmp_path / "other.imr")
    assert ended(window, qtbot) == f"2 cases written to {out}"
    assert len(cases(out)) == 2


# --- what is asked ---------------------------------------------------------------------------------------------------


def told(asked: ExportSheet) -> list[str]:
    return [each.text().replace("&", "") for each in asked.choices()]


def test_the_sheet_offers_all_cases_those_listed_and_those_selected(
    window: MainWindow, out: Path, qtbot: QtBot
) -> None:
    assert window.station is not None
    window.station.cases.filter_box.setText("CM17-9900001")
    qtbot.waitUntil(lambda: len(window.station.cases.listed()) == 1 if window.station else False)
    asked = sheet(window)
    assert told(asked) == ["All 2 cases", "The 1 case listed for “CM17-9900001”", "Only the selected case"]
    assert asked.choices()[1].isChecked(), "the filter is what the person looks at"
    press_enter_in(asked)
    assert ended(window, qtbot) == f"1 case written to {out}"
    window.station.cases.filter_box.clear()
    window.station.cases.view.selectAll()
    asked = sheet(window)
    assert told(asked)[-1] == "The 2 selected cases"
    assert asked.choices()[-1].isChecked()
    asked.reject()


def test_the_keyboard_alone_asks_for_what_was_reviewed(window: MainWindow, out: Path, qtbot: QtBot) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    workspace.confirm(1, AGE)
    asked = sheet(window)
    qtbot.waitUntil(asked.choices()[0].hasFocus)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space)
    assert asked.reviewed.isChecked()
    press(ENTER)
    assert ended(window, qtbot) == f"1 case written to {out}"


def test_nothing_reviewed_is_told_and_the_old_file_stays(window: MainWindow, out: Path, qtbot: QtBot) -> None:
    asked = sheet(window)
    asked.reviewed.click()
    press_enter_in(asked)
    assert "nothing was written" in ended(window, qtbot)
    assert out.read_text(encoding="utf-8") == "the old file"


def test_an_export_that_is_thought_better_of_does_nothing(
    window: MainWindow, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet(window).reject()
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: ("", ""))
    export(window)
    assert not window.session.is_exporting
    assert out.read_text(encoding="utf-8") == "the old file"


def test_a_folder_that_holds_something_is_asked_about(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "mine.txt").touch()
    monkeypatch.setattr(file_dialogs, "folder_name", lambda *_: str(folder))
    monkeypatch.setattr(QMessageBox, "exec", lambda _: 0)
    export(window, "CSV tables…")
    assert not window.session.is_exporting
    assert [each.name for each in folder.iterdir()] == ["mine.txt"]
    (folder / "mine.txt").unlink()
    asked = sheet(window, "CSV tables…")
    assert asked.bom.isVisible()
    asked.bom.click()
    press_enter_in(asked)
    assert "written" in ended(window, qtbot)
    assert (folder / "cases.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_sheet_offers_a_format_what_it_can_be_asked_for(tmp_path: Path) -> None:
    """The two tables of the sheet say what the formats do."""
    moved: dict[str, list[str]] = {"bom": [], "without_outcome": []}
    with worked(tmp_path) as workspace:
        for each in formats():
            if each.name in _CLOCKED:
                continue  # they hold the time of writing, or need a package of their own; none asks for either
            plain = written(workspace, each.name, tmp_path / f"{each.name}{each.suffix}")
            for option, names in moved.items():
                asked = written(workspace, each.name, tmp_path / f"{each.name}-{option}{each.suffix}", **{option: True})
                names += [each.name] * (plain != asked)
    assert moved == {"bom": [*WITH_BOM], "without_outcome": [*WITHOUT_OUTCOME]}


_CLOCKED = ("parquet", "sqlite", "xlsx", "proof-sheet", "letter-docx", "letter-pdf", "memo-docx", "memo-pdf")


def written(workspace: Workspace, name: str, out: Path, **options: bool) -> list[bytes]:
    workspace.export(name, out, **options)  # type: ignore[arg-type]  # only the options above
    return [each.read_bytes() for each in sorted(out.iterdir())] if out.is_dir() else [out.read_bytes()]


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_a_full_disk_is_told_and_the_old_file_stays(window: MainWindow, out: Path, qtbot: QtBot) -> None:
    old, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, old[1]))
    try:
        export(window)
        said = ended(window, qtbot)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)
    assert "free some space" in said
    assert [each.name for each in out.parent.iterdir()] == [out.name]
    assert out.read_text(encoding="utf-8") == "the old file"


def test_a_fault_in_the_thread_is_seen_and_the_next_export_works(
    window: MainWindow, out: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> object:
        raise LookupError("in the thread")

    with monkeypatch.context() as broken, qtbot.captureExceptions() as seen:
        broken.setattr(Workspace, "_exported", fail)
        export(window)
        qtbot.waitUntil(lambda: bool(seen))
    assert [kind for kind, *_ in seen] == [LookupError]
    assert not window.exports.isVisible()
    export(window)
    assert ended(window, qtbot) == f"2 cases written to {out}"


@pytest.mark.parametrize("full", [False, pytest.param(True, marks=pytest.mark.full)])
def test_the_window_never_hangs_while_it_exports(
    shown: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, full: bool
) -> None:
    places = iter([tmp_path / "cases.jsonl", tmp_path / "sheets.zip"])
    library = tmp_path / "many.imr"
    with Workspace.open(library, who="ann") as workspace:
        letters = write_letters(tmp_path / "letters", 40 if full else 15)
        assert all(each.problem is None for each in workspace.import_files(letters))
    window = shown(library)
    heart = Heartbeat(window)
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(next(places)), ""))
    for label in ("JSON Lines…", "Proof sheets (PDF)…"):
        with qtbot.waitSignal(window.session.told, timeout=120_000):
            export(window, label)
    assert heart.beats > 20
    if full:
        heart.check()


def test_the_time_left_is_told_once_the_speed_is_known() -> None:
    assert Progress("CSV").sentence() == "Exporting CSV…"
    assert Progress("CSV", 3, 1200).sentence() == "Exporting CSV: 3 of 1,200 cases"
    assert Progress("CSV", 300, 1200, 540.0).sentence() == "Exporting CSV: 300 of 1,200 cases · 9 min left"
