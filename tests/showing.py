"""Every screen of the window, each brought about from a window on the same library: for pictures and for names.

Dialogs that the system brings are asked for in Qt's own shape, and without waiting for an answer.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final
from unittest.mock import patch

from letters import reading_of, text_letter
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMenu, QMessageBox, QWidget
from reviewing import add_sample, answer_all

from imr_desktop import paths
from imr_desktop.bulk.tally import Tally
from imr_desktop.errors import Problem
from imr_desktop.gui.app import wait_until
from imr_desktop.gui.common import dialogs
from imr_desktop.gui.common.notices import Notice
from imr_desktop.gui.common.tasks import State
from imr_desktop.gui.exchange.difference_sheet import DifferenceSheet
from imr_desktop.gui.exchange.exporting import Progress
from imr_desktop.gui.exchange.homecoming import HomecomingSheet
from imr_desktop.gui.exchange.reread_sheet import RereadSheet
from imr_desktop.gui.help.first_tour import FirstTour
from imr_desktop.gui.keeping import upkeep
from imr_desktop.gui.keeping.fault_report import FaultReport, ReportSheet
from imr_desktop.gui.keeping.recovery_sheet import RecoverySheet
from imr_desktop.gui.station import Station
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Changes, Slot, Span
from imr_desktop.workspace import Imported, Preview, Workspace
from imr_desktop.workspace.rereading import Shift

MANY: Final = 21
"""Items of the case that has many."""

MECHANISM: Final = Slot(0, "summary.mechanism_of_injury")


def make_library(path: Path) -> None:
    """Our own letters: one half done with notes and highlights, one reviewed, one untouched; and one of many items."""
    with Workspace.open(path, who="Robin Vale") as workspace:
        for each in sorted(paths.samples().glob("CM17-*.pdf"))[:6]:
            add_sample(workspace, each.name)
        data, source = text_letter()
        workspace.add(data, source, reading_of(source, outcomes=("upheld", "overturned", "upheld") * (MANY // 3)))
        _work_on(workspace, 1)
        answer_all(workspace, 2)
        workspace.set_status([2], "reviewed")
        workspace.tag([1, 3], "second look")
        _come_home(workspace, path.with_name("from-carol.jsonl"))


def _come_home(workspace: Workspace, file: Path) -> None:
    """Somebody else has worked on copies of two cases, and they are back: a date, a text and a list differ."""
    workspace.export("jsonl", file, cases=[1, 3])
    with Workspace.open(file.with_suffix(".imr"), who="Carol Moss, physician reviewer") as other:
        other.bring_back(file)
        first, second = other.case_ids()
        other.set_text(first, Slot(0, "letter.ur_denial_date"), "2016-12-22", why="as in the summary")
        mechanism = other.case(first).value(MECHANISM.field).value
        other.set_text(first, MECHANISM, f"{mechanism} at the loading dock")
        other.set_text(second, Slot(0, "summary.diagnoses"), "rotator cuff tear; adhesive capsulitis")
        other.export("jsonl", file, force=True)
    workspace.bring_back(file)
    for each in file.parent.glob("from-carol*"):
        shutil.rmtree(each) if each.is_dir() else each.unlink()


def _work_on(workspace: Workspace, case: int) -> None:
    for field in ("letter.case_number", "letter.priority", "letter.date_of_injury"):
        workspace.confirm(case, Slot(0, field))
    workspace.set_text(case, Slot(0, "letter.ur_denial_date"), "2/1/2017")
    workspace.mark(case, Slot(0, "patient.sex"), "unreadable")
    workspace.note(case, Slot(0, "letter.ur_denial_date"), "The stamp is blurred.")
    start = workspace.case(case).source.text.index("injured worker")
    workspace.annotate(case, [Span(start, start + 14)], workspace.labels()[0].id, "As in the other letter?")


# --- each screen -----------------------------------------------------------------------------------------------------

Opener = Callable[[MainWindow], object]
"""Brings a screen about. What it opens over the window is found by being there."""


def _at(window: MainWindow) -> Station:
    assert window.station is not None
    return window.station


def _in_case(case: int, act: Callable[[Station], object]) -> Opener:
    def open_it(window: MainWindow) -> None:
        station = _at(window)
        station.cases.select(case)
        wait_until(lambda: station.desk.ready and station.drawn)
        act(station)

    return open_it


def _many_items(station: Station) -> None:
    station.pane.focus_slot(Slot(station.shown.items[-1] if station.shown else 0, "request"))


def _words_selected(station: Station) -> None:
    assert station.shown is not None
    station.pane.focus_slot(MECHANISM)
    start = station.shown.source.text.index("injured worker")
    station.source.canvas.setFocus()
    station.source.canvas.select(Span(start, start + 14))
    station.source.canvas.selection_made.emit((Span(start, start + 14),))


def _finding_in_letter(station: Station) -> None:
    station.source.open_find()
    station.source.finder.box.setText("not medically necessary")


def _nothing_listed(window: MainWindow) -> None:
    _at(window).focus_filter()
    _at(window).cases.filter_box.setText("zebra")


def _importing(window: MainWindow) -> None:
    tally = Tally(400, added=260, strangers=3)
    for number in range(6):
        problem = Problem("not-a-pdf", f"scan-{number}.pdf is not a PDF file. It was left out.")
        tally.count(Imported(Path(f"/letters/2017/scan-{number}.pdf"), problem=problem))
    state = State(tally=tally, name="letter-0266.pdf")
    window.bottom.show_progress(state)
    window.imports.show_state(state)


def _exporting(window: MainWindow) -> None:
    window.exports.show_progress(Progress("memo.pdf", 120, 400))


def _told(window: MainWindow) -> None:
    told = Notice(
        "The disk is full, so this was not saved. What was saved before is safe; free some space and try again.",
        details=("disk-full",),
        act="Try again",
        do=window.show,
    )
    window.banner.tell(replace(told, other="Save a copy…", do_other=window.show))


def _highlight(station: Station) -> None:
    _words_selected(station)
    station.annotator.highlight_selection()


def _explanation(station: Station) -> None:
    station.pane.focus_slot(Slot(0, "patient.age"))
    station.explain()


def _export_sheet(window: MainWindow) -> None:
    form = next(each for each in _at(window).desk.workspace.formats() if each.name == "csv")
    window._choose_export(form, _at(window))


def _differences_of_a_case(window: MainWindow) -> None:
    window.show_differences()
    sheet = over(window)[-1]
    assert isinstance(sheet, DifferenceSheet)
    head = sheet.list.topLevelItem(0)
    assert head is not None
    sheet.list.setCurrentItem(head)


def _homecoming(window: MainWindow) -> None:
    sheet = HomecomingSheet("from-carol-of-the-second-floor.jsonl", window)
    sheet.tell(128)
    sheet.left.connect(sheet.finish)
    sheet.open_above()


def _previewed(window: MainWindow) -> None:
    preview = Preview()
    shift = Shift(1, "CM17-9900001", MECHANISM, "twisted while unloading a pallet jack", "unloading a pallet jack")
    preview.add([shift], 5)
    preview.add([], 31)
    sheet = RereadSheet(window.session, (), window)
    sheet._tell(State(task="preview", phase="ended", tally=Tally(2), preview=preview))
    sheet.open_above()


def _import_ended(window: MainWindow) -> None:
    _importing(window)
    tally = Tally(400, added=391, strangers=3)
    tally.passed_over = 12
    tally.count(Imported(Path("/letters/2017/long.pdf"), problem=Problem("too-large", "long.pdf has 900 MB.")))
    window.bottom.show_result("391 letters imported, 3 are no determination, 1 could not be read")
    window.bottom.show_progress(None)
    window.imports.show_state(State(tally=tally, phase="ended"))


def _does_not_parse(station: Station) -> None:
    station.pane.focus_slot(Slot(0, "letter.date_assigned"))
    box = QApplication.focusWidget()
    assert box is not None
    QTest.keyClicks(box, "the 40th of May")
    QTest.keyClick(box, Qt.Key.Key_Return)


def _noting(station: Station) -> None:
    station.pane.focus_slot(Slot(0, "letter.ur_denial_date"))
    station.pane.focus_note()


def _dismissing(station: Station) -> None:
    station.go_to_findings()
    findings = station.pane.findings
    wait_until(lambda: findings.isAncestorOf(QApplication.focusWidget() or station))
    card = QApplication.focusWidget()
    assert card is not None
    QTest.keyClick(card, Qt.Key.Key_D)


def _to_the_end(station: Station) -> None:
    station.go_to_findings()
    station.pane.findings.verticalScrollBar().setValue(station.pane.findings.verticalScrollBar().maximum())


def _signing(station: Station) -> None:
    """Everything is answered and dealt with, but for sentences that nobody has looked at."""
    workspace, case = station.desk.workspace, 2
    for finding in workspace.check(workspace.case(case)).findings:
        workspace.judge(case, finding, "dismissed", "as agreed")
    station.pane.show_again()
    _to_the_end(station)


def _menu(window: MainWindow, name: str) -> None:
    menu = next(each for each in window.top.menus.actions() if name in each.text().replace("&", "")).menu()
    _popped_up(menu, window.top.menus)


def _popped_up(menu: object, below: QWidget) -> None:
    assert isinstance(menu, QMenu)
    menu.popup(below.mapToGlobal(below.rect().bottomLeft()))


def _menu_of_the_list(window: MainWindow) -> None:
    menu_button = _at(window).cases.menu_button
    _popped_up(menu_button.menu(), menu_button)


def _menu_of_an_item(station: Station) -> None:
    assert station.shown is not None
    station.pane.form.items.open_menu(station.shown.items[0], station.mapToGlobal(QPoint(900, 300)), station)


def _asked(act: Callable[[MainWindow], object]) -> Opener:
    """What an act asks for stays open, as if nobody had answered yet."""

    def open_it(window: MainWindow) -> None:
        def stay(dialog: QInputDialog | QMessageBox | QFileDialog) -> int:
            dialog.open()
            return 0

        asks: dict[tuple[type, str], Callable[..., object]] = {
            (QInputDialog, "getText"): lambda parent, title, text: (_question(parent, title, text), False),
            (QInputDialog, "getItem"): lambda parent, title, text, *_: (_question(parent, title, text), False),
            (QInputDialog, "getInt"): lambda parent, title, text, *_: (_question(parent, title, text), False),
            (QMessageBox, "exec"): stay,
            (QFileDialog, "exec"): stay,
        }
        with ExitStack() as patched:
            for (kind, name), shown in asks.items():
                patched.enter_context(patch.object(kind, name, shown))
            act(window)

    return open_it


def _question(parent: QWidget, title: str, text: str) -> str:
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(text)
    dialog.open()
    return ""


def _fault(window: MainWindow) -> None:
    report = FaultReport(window)
    for _ in range(3):
        report.tell("KeyError", ("gui/record/form.py:212",), datetime(2026, 11, 20, 9, 12, 40))


def _still_open(station: Station) -> None:
    station.acts.mark_reviewed()


def _begun_before(station: Station) -> None:
    """A reason and a comment were being typed when the program died."""
    workspace, case = station.desk.workspace, station.shown
    assert case is not None
    workspace.begin_to_judge(case.id, workspace.findings(case)[0], "dismissed", "A slip of the")
    start = case.source.text.index("pallet jack")
    anchors = [case.source.anchor(Span(start, start + 11))]
    workspace.begin_to_annotate(case.id, workspace.new_highlight(), anchors, workspace.labels()[1].id, "Whose was")
    station.desk.changed.emit(Changes(cases=frozenset({case.id})))


def _reason_begun(station: Station) -> None:
    _begun_before(station)
    station.go_to_findings()


def _comment_begun(station: Station) -> None:
    _begun_before(station)
    station.go_to_notes()


def _trouble(window: MainWindow) -> None:
    window.session.leave()
    window.session.refused.emit(Path("library.imr"), Problem("damaged", "The library is damaged. Restore a backup."))


SCREENS: Final[dict[str, Opener]] = {
    "record": _in_case(1, lambda at: at.pane.focus_slot(Slot(0, "letter.ur_denial_date"))),
    "record-of-another": _in_case(3, lambda at: at.pane.focus_slot(MECHANISM)),
    "record-21-items": _in_case(7, _many_items),
    "checklist": _in_case(1, Station.go_to_checklist),
    "checklist-answered": _in_case(2, Station.go_to_checklist),
    "checklist-21-items": _in_case(7, Station.go_to_checklist),
    "findings": _in_case(1, Station.go_to_findings),
    "findings-21-items": _in_case(7, Station.go_to_findings),
    "does-not-parse": _in_case(4, _does_not_parse),
    "noting": _in_case(1, _noting),
    "dismissing": _in_case(1, _dismissing),
    "signing-off": _in_case(2, _signing),
    "history-of-a-value": _in_case(1, lambda at: at.pane.show_history(Slot(0, "letter.ur_denial_date"))),
    "menu-file": lambda window: _menu(window, "File"),
    "menu-record": lambda window: _menu(window, "Record"),
    "menu-view": lambda window: _menu(window, "View"),
    "menu-of-the-list": _menu_of_the_list,
    "menu-of-an-item": _in_case(1, _menu_of_an_item),
    "history": _in_case(1, lambda at: at.pane.show_history()),
    "notes": _in_case(1, Station.go_to_notes),
    "find": _in_case(1, _finding_in_letter),
    "small-pages": _in_case(1, lambda at: at.source.show_thumbnails(True)),
    "words-selected": _in_case(1, _words_selected),
    "nothing-listed": _nothing_listed,
    "columns": _in_case(1, lambda at: at.cases.show_columns(("status", "outcome", "specialty"))),
    "importing": _importing,
    "import-ended": _import_ended,
    "exporting": _exporting,
    "told": _told,
    "tour": lambda window: window.show_around(),
    "settings": lambda window: window.change_settings(),
    "shortcuts": lambda window: window.change_keys(),
    "palette": lambda window: window.find_command(),
    "keys": lambda window: window.show_keys(),
    "guide": lambda window: window.open_guide(),
    "export": _export_sheet,
    "bulk-confirm": _in_case(1, lambda at: at.pane.confirm_many()),
    "explain": _in_case(1, _explanation),
    "highlight": _in_case(1, _highlight),
    "labels": _in_case(1, lambda at: at.annotator.edit_labels()),
    "read-again": lambda window: window.read_again(),
    "read-again-previewed": _previewed,
    "homecoming": _homecoming,
    "differences": lambda window: window.show_differences(),
    "differences-of-a-case": _differences_of_a_case,
    "choose-letters": _asked(lambda window: window.choose_letters()),
    "choose-folder": _asked(lambda window: window.choose_folder()),
    "new-library": _asked(lambda window: window.new_library()),
    "place-of-an-export": _asked(lambda window: dialogs.choose_export(window, "CSV tables", ".csv")),
    "reject": _asked(lambda window: _at(window).acts.reject()),
    "tag": _asked(lambda window: _at(window).acts.tag()),
    "save-view": _asked(lambda window: _at(window).acts.save_view()),
    "sample": _asked(lambda window: _at(window).acts.draw_sample()),
    "watched": _asked(lambda window: dialogs.choose_watched(window, Path("/letters/incoming"))),
    "folder-not-empty": _asked(lambda window: dialogs.may_fill(window, Path.cwd())),
    "locked": lambda window: window.keeper.ask_passphrase(Problem("passphrase", "That does not open it.")),
    "recovery-key": lambda window: window.keeper.show_recovery("K7QM-2PXA-9RTD-W4LN-B8VE-5HSC-J3YF-6GZU"),
    "backups": lambda window: window.keeper.show_backups(),
    "passphrase": lambda window: window.keeper.change_passphrase(),
    "about": lambda window: dialogs.about(window, Path("library.imr")),
    "reason-begun": _in_case(1, _reason_begun),
    "comment-begun": _in_case(1, _comment_begun),
    "still-open": _in_case(1, _still_open),
    "upkeep": lambda window: window.upkeep.show_progress(upkeep.Progress("Checking the whole library", 0.42, 75.0)),
    "fault": _fault,
    "fault-report": lambda window: ReportSheet(_at(window).desk.workspace.safety, window).open_above(),
    "high-contrast": lambda window: window.choose("appearance", "contrast"),
    "panes-arranged": lambda window: _at(window).panes.arrange(True),
    "trouble": _trouble,
}
"""Each screen over the library of `make_library`, by name."""

OF_THE_SYSTEM: Final = ("choose-letters", "choose-folder", "new-library", "place-of-an-export")
"""Those that the system brings, whose parts are not ours to name."""


@contextmanager
def screen(window: MainWindow, name: str) -> Iterator[QWidget]:
    """A screen while the block lasts: the sheet or dialog that it opens, else the window."""
    before, colours = set(over(window)), window._settings.text("appearance")
    SCREENS[name](window)
    opened = [each for each in over(window) if each not in before]
    if window.station is not None:
        wait_until(lambda: window.station is not None and window.station.desk.ready and window.station.drawn)
    try:
        yield opened[-1] if opened else window
    finally:
        for each in (*opened, *window.findChildren(FirstTour)):
            if isinstance(each, RecoverySheet):  # it stays until somebody says that the key is kept
                each.kept.setChecked(True)
            each.close()
        if window._settings.text("appearance") != colours:
            window.choose("appearance", colours)  # which looks at every widget there is
        _put_back(window)


def _put_back(window: MainWindow) -> None:
    """The window as it was, so that each screen is shown by itself."""
    window.bottom.show_progress(None)
    window.imports.show_state(None)
    window.exports.show_progress(None)
    window.upkeep.show_progress(None)
    for each in window.findChildren(FaultReport):
        each.setParent(None)
        each.deleteLater()
    while window.banner.current is not None:
        window.banner.dismiss()
    if window.station is not None:
        window.station.source.close_find()
        window.station.source.canvas.select()
        window.station.source.show_thumbnails(False)
        window.station.cases.filter_box.clear()
        window.station.cases.show_columns(())
        window.station.panes.arrange(False)
        window.station.go_to_record()


def over(window: MainWindow) -> list[QWidget]:
    """What lies over the window in windows of their own, the uppermost last."""
    return [
        each for each in QApplication.topLevelWidgets() if each.isVisible() and each.parent() and each is not window
    ]


def photograph(window: MainWindow) -> QImage:
    """The window with what lies over it, as they are on the screen."""
    wait_until(lambda: window.station is None or window.station.source.settled)
    picture = window.grab().toImage()
    painter = QPainter(picture)
    origin = window.mapToGlobal(window.rect().topLeft())
    for each in over(window):
        target = QRect(each.mapToGlobal(each.rect().topLeft()) - origin, each.size())
        painter.drawPixmap(target, each.grab())
        painter.drawRect(target.adjusted(-1, -1, 0, 0))
    painter.end()
    return picture
