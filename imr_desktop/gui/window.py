"""The window: one row above, three panes, one row below."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QMainWindow,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from imr_desktop import paths
from imr_desktop.errors import Problem
from imr_desktop.gui.actions import ACTIONS, MENUS, Action
from imr_desktop.gui.bars import BottomBar, TopBar
from imr_desktop.gui.choices.appearance import Wardrobe
from imr_desktop.gui.choices.memory import Memory
from imr_desktop.gui.choices.settings import Choice, Settings
from imr_desktop.gui.choices.shortcuts import keys_in_force, named, shown, unmarked
from imr_desktop.gui.common import dialogs
from imr_desktop.gui.common.notices import Banner, Notice
from imr_desktop.gui.common.pages import Curtain, Ground, Placard, button
from imr_desktop.gui.common.theme import restyle
from imr_desktop.gui.exchange.exporting import ExportRow, Wish, document_name
from imr_desktop.gui.exchange.import_panel import ImportPanel
from imr_desktop.gui.keeping.safekeeping import KEY_LOST, LOCKED, RESTORABLE, Keeper
from imr_desktop.gui.keeping.upkeep import Progress
from imr_desktop.gui.session import Session
from imr_desktop.gui.station import Station
from imr_desktop.texts import tr

if TYPE_CHECKING:  # loaded when they are asked for
    from imr_desktop.gui.choices.settings_dialog import SettingsDialog
    from imr_desktop.gui.choices.shortcut_editor import ShortcutEditor
    from imr_desktop.gui.exchange.homecoming import Homecoming
    from imr_desktop.gui.help.cheat_sheet import CheatSheet
    from imr_desktop.gui.help.guide import Guide
    from imr_desktop.gui.help.palette import CommandPalette
    from imr_desktop.model import Changes
    from imr_desktop.workspace import Format, Steps

SMALLEST: Final = (1100, 640)
FIRST_SIZE: Final = QSize(1440, 900)
FRAME: Final = QSize(16, 48)
"""Room that the system's own frame takes, which is unknown before the window is shown."""


class MainWindow(QMainWindow):
    """Shows itself before any library is open; `open_library` then puts one into it."""

    def __init__(self, *, who: str, memory: Memory, settings: Settings, wardrobe: Wardrobe) -> None:
        """`who` goes into every edit until a name is set."""
        super().__init__()
        self._who, self.memory, self._settings, self._wardrobe = who, memory, settings, wardrobe
        self._tried = Path()
        self.session: Session = Session(who, memory, self)
        self.keeper: Keeper = Keeper(self.session, who, self)
        self.acts = {action.id: self._make(action) for action in ACTIONS}
        self._exports = QMenu(tr("Export cases as"), self)
        self._exports.aboutToShow.connect(self._list_exports)
        self.acts["export"].setMenu(self._exports)
        self.top = TopBar(*(self.acts[each] for each in ("import", "export", "previous_case", "next_case")))
        self.banner = Banner()
        self.bottom = BottomBar()
        self.imports = ImportPanel()
        self.exports = ExportRow()
        self.many = ExportRow(tr("An act on many cases"), tr("How much is done"), tr("Stop"))
        self.upkeep = ExportRow(tr("Upkeep of the library"), tr("How much is done"), tr("Stop"))
        self.ground = Ground()
        self._middle = QStackedWidget()
        self._curtain = Curtain(self)
        self._build()
        self._connect()
        self._take_keys()
        self._sign()
        self._refresh()
        if settings.trouble is not None:
            self.session.tell(settings.trouble)

    @property
    def station(self) -> Station | None:
        """The panes of the open library, if any."""
        return self.session.station

    def open_library(self, path: Path) -> bool:
        """Opens a library; where that fails the window says why and offers what can be done, and it is False."""
        return self.session.open(path)

    # --- building ---

    def _build(self) -> None:
        self.setMinimumSize(*SMALLEST)
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableGeometry().size() - FRAME))
        self._fill_menus()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._middle.addWidget(self.ground)
        column.addWidget(self.top)
        column.addWidget(self.banner)
        column.addWidget(self._middle, 1)
        column.addWidget(self.imports)
        column.addWidget(self.exports)
        column.addWidget(self.upkeep)
        column.addWidget(self.many)
        column.addWidget(self.bottom)
        whole = QWidget()
        whole.setLayout(column)
        self.setCentralWidget(whole)
        self.restoreGeometry(self.memory.shape("window"))

    def _connect(self) -> None:
        session = self.session
        session.opened.connect(self._take_in)
        session.seated.connect(self._middle.setCurrentWidget)
        session.left.connect(self._put_away)
        session.refused.connect(self._tell_of_trouble)
        session.told.connect(self.banner.tell)
        session.outdated.connect(self.banner.withdraw)
        session.changed.connect(self._refresh)
        session.reading.connect(self.bottom.show_progress)
        session.imported.connect(self.bottom.show_result)
        self._curtain.dropped.connect(session.import_files)
        self.bottom.cancelled.connect(session.cancel_import)
        session.reading.connect(self.imports.show_state)
        session.exporting.connect(self.exports.show_progress)
        session.coming_home.connect(self._wait_for)
        session.differences_wanted.connect(self.show_differences)
        self.exports.cancelled.connect(session.cancel_export)
        self.keeper.asked.told.connect(self.upkeep.show_progress)
        self.upkeep.cancelled.connect(self.keeper.asked.stop)
        self.imports.paused.connect(session.pause_import)
        self.imports.resumed.connect(session.resume_import)
        self.imports.cancelled.connect(session.cancel_import)
        self.imports.again.connect(session.import_files)
        self.imports.summary_wanted.connect(session.save_import_summary)
        self.imports.case_wanted.connect(self._show_case)
        self.imports.left.connect(self._leave_imports)
        self._wardrobe.app.focusChanged.connect(self._focus_moved)

    def _make(self, action: Action) -> QAction:
        made = QAction(action.text, self)
        made.setObjectName(action.id)
        if action.shown_key:
            made.setText(f"{action.text}\t{action.shown_key}")
        made.setCheckable(action.choice)
        made.triggered.connect(lambda: action.do(self))
        self.addAction(made)
        return made

    def _fill_menus(self) -> None:
        menus = {name: self.top.menus.addMenu(text) for name, text in MENUS.items()}
        appearances = QActionGroup(self)
        for action in ACTIONS:
            if action.bar:
                menus[action.menu].addSeparator()
            menus[action.menu].addAction(self.acts[action.id])
            if action.choice:
                appearances.addAction(self.acts[action.id])

    @cached_property
    def trouble(self) -> Placard:
        """Stands in the middle where no library can be opened: says why, and offers what helps."""
        leave, retry = button(tr("Quit")), button(tr("Try again"))
        other = button(tr("Open another library…"), primary=True)
        self._retry, self._other = retry, other
        retry.clicked.connect(lambda: self.open_library(self._tried))
        other.clicked.connect(self.choose_library)
        leave.clicked.connect(self.close)
        self._remedies = {
            LOCKED: button(tr("Enter passphrase…")),
            KEY_LOST: button(tr("Enter recovery key…")),
            ("held",): button(tr("Open read-only")),
            RESTORABLE: button(tr("Backups…")),
        }
        keeper = self.keeper
        acts = (keeper.ask_passphrase, keeper.ask_recovery_key, keeper.open_read_only, keeper.show_backups)
        for remedy, act in zip(self._remedies.values(), acts, strict=True):
            remedy.clicked.connect(lambda _, act=act: act())
        page = Placard("warning", "amber", [leave, retry, *self._remedies.values(), other])
        self._middle.addWidget(page)
        return page

    # --- what stands in the middle ---

    def _take_in(self, station: Station) -> None:
        station.desk.stepping.connect(self._tell_steps)
        station.desk.changed.connect(self._ask_name)
        self.many.cancelled.connect(station.desk.stop)
        self._instruct(station)
        station.hints_changed.connect(self.bottom.hints.show_hints)
        station.letters_wanted.connect(self.choose_letters)
        station.foot = self.imports
        self._middle.addWidget(station)
        self._exports.clear()

    def _leave_imports(self) -> None:
        if self.station is not None:
            self.station.focus_start()

    def _show_case(self, case: int) -> None:
        if self.station is not None:
            self.station.cases.select(case)

    def _tell_steps(self, steps: Steps | None) -> None:
        done = None if steps is None else Progress(steps.label, 1 - steps.left / steps.total)
        self.many.show_progress(done)

    def _list_exports(self) -> None:
        """The formats to choose from; listing them loads what writes them."""
        if self.station is None or self._exports.actions():
            return
        from imr_desktop.gui.exchange.export_sheet import grouped

        for group, formats in grouped(self.station.desk.workspace.formats()).items():
            self._exports.addSeparator()
            self._exports.addAction(group).setEnabled(False)  # a heading
            for form in formats:
                act = self._exports.addAction(f"{form.label}…")
                act.triggered.connect(partial(self._choose_export, form, self.station))

    def _put_away(self, station: Station) -> None:
        self._middle.setCurrentWidget(self.ground)
        self._middle.removeWidget(station)
        self.bottom.hints.show_hints(())

    def _tell_of_trouble(self, path: Path, problem: Problem) -> None:
        if self.station is not None:
            if problem.code not in LOCKED:  # for these the keeper asks at once
                self.session.tell(problem)
            return
        self._tried = path
        page = self.trouble
        helping = [remedy for codes, remedy in self._remedies.items() if problem.code in codes]
        if problem.code in RESTORABLE and not self.keeper.has_backups(path):
            helping = []
        for remedy in self._remedies.values():
            remedy.setVisible(remedy in helping)
        for act in (self._other, *self._remedies.values()):  # what helps is what most people want next
            act.setProperty("role", "primary" if act in (helping or [self._other]) else "")
            restyle(act)
        locked = problem.code in LOCKED
        what = tr("This library is locked") if locked else tr("This library cannot be opened")
        page.say(what, problem.message)
        self._middle.setCurrentWidget(page)
        first = next(iter(helping), self._retry)
        first.setFocus(Qt.FocusReason.OtherFocusReason)  # what Enter does is what helps

    # --- acts that ask the person something first ---

    def choose_letters(self) -> None:
        """Asks for letters and imports them."""
        self.session.import_files(dialogs.choose_letters(self))

    def read_again(self) -> None:
        """Shows what reading letters again would change, and does it."""
        from imr_desktop.gui.exchange.reread_sheet import RereadSheet

        if self.station is not None and self.station.flush():
            RereadSheet(self.session, self.station.cases.at_work(), self).open_above()

    def show_import(self) -> None:
        """Shows what came of the last import, also when its panel or notice has been put away."""
        if self.imports.bring_back():
            self.imports.take_focus()
        else:
            self.session.tell_of_last_import()

    def choose_watched(self) -> None:
        """Asks which folder is to be watched for new letters, if any."""
        self.session.watch(dialogs.choose_watched(self, self.session.watched))

    def choose_folder(self) -> None:
        """Asks for a folder and imports the letters in it and below it."""
        if folder := dialogs.choose_letter_folder(self):
            self.session.import_files([folder])

    def choose_library(self) -> None:
        """Asks for a library and opens it."""
        if path := dialogs.choose_library(self, self._folder()):
            self.open_library(path)

    def new_library(self) -> None:
        """Asks where a new library is to lie and makes it."""
        if path := dialogs.choose_new_library(self, self._folder()):
            self.keeper.new_library(path)

    def offer_exports(self) -> None:
        """Lets the person choose the format of an export."""
        below = self.top.export_button
        self._exports.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def _choose_export(self, chosen: Format, station: Station) -> None:
        from imr_desktop.gui.exchange.export_sheet import ExportSheet

        sheet = ExportSheet(chosen, station.cases, self)
        sheet.decided.connect(partial(self._place_export, chosen, station))
        sheet.open_above()

    def _wait_for(self, homecoming: Homecoming) -> None:
        """Stands before everything else while cases are brought home."""
        from imr_desktop.gui.exchange.homecoming import HomecomingSheet

        sheet = HomecomingSheet(homecoming.name, self)
        homecoming.told.connect(sheet.tell)
        homecoming.over.connect(sheet.finish)
        sheet.left.connect(homecoming.cancel)
        sheet.open_above()

    def show_differences(self) -> None:
        """Shows what cases that came home say otherwise than this library, to be taken or rejected."""
        from imr_desktop.gui.exchange.difference_sheet import DifferenceSheet

        station = self.station
        if station is None or not station.flush():
            return
        if not station.desk.workspace.differences():
            self.banner.tell(Notice(tr("No value waits to be taken or rejected."), "news"))
            return
        sheet = DifferenceSheet(station.desk, self)
        sheet.undo_wanted.connect(partial(self.session.take_back, "undo"))
        sheet.place_wanted.connect(station.go_to)
        sheet.open_above()

    def _place_export(self, chosen: Format, station: Station, wish: Wish) -> None:
        count = station.cases.count if wish.cases is None else len(wish.cases)
        alone, name = "", "cases"
        if count == 1:
            (row,) = station.desk.workspace.cases(wish.cases)
            alone, name = chosen.alone, document_name(chosen, row.title)
        out = dialogs.choose_export(self, wish.label, chosen.suffix, alone, name)
        if out and (chosen.suffix or dialogs.may_fill(self, out)):
            self.session.export(wish, out)

    def show_report(self) -> None:
        """Shows what can be passed on where something goes wrong."""
        from imr_desktop.gui.keeping.fault_report import ReportSheet

        ReportSheet(self.session.workspace.safety if self.session.workspace else None, self).open_above()

    def about(self) -> None:
        """Shows what this program is and where the library lies."""
        dialogs.about(self, self.session.workspace.path if self.session.workspace else None)

    def _folder(self) -> Path:
        return self.session.workspace.path.parent if self.session.workspace else paths.data_folder()

    # --- what a person has chosen ---

    def choose(self, key: str, value: Choice) -> None:
        """One of the settings: it holds at once, and for the next start."""
        try:
            self._settings.put(key, value)
        except Problem as problem:
            self.session.tell(problem)
        if key in ("name", "role"):
            self._sign()
        elif key in ("needs_you", "enter_goes", "dates") and self.station is not None:
            self._instruct(self.station)
            self.station.pane.show_again()
        elif key == "pictures" and self.station is not None:
            self._instruct(self.station)
        elif key in ("appearance", "text_size"):
            self._wardrobe.wear()
        self._refresh()

    def change_settings(self) -> SettingsDialog:
        """Shows the settings."""
        from imr_desktop.gui.choices.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._settings, self.choose, self.change_keys, self)
        dialog.open_above()
        return dialog

    def change_keys(self) -> ShortcutEditor:
        """Shows which keys do what, and takes others."""
        from imr_desktop.gui.choices.shortcut_editor import ShortcutEditor

        editor = ShortcutEditor(ACTIONS, MENUS, self._settings, self._take_keys, self)
        editor.open_above()
        return editor

    def show_keys(self) -> CheatSheet:
        """Shows all keys on one sheet."""
        from imr_desktop.gui.help.cheat_sheet import CheatSheet

        groups: dict[str, list[tuple[str, str]]] = {}
        for action in ACTIONS:
            keys = [shown(key) for key in self._keys[action.id]] or [action.shown_key]
            if any(keys):
                groups.setdefault(unmarked(MENUS[action.menu]), []).append((named(action), ", ".join(keys)))
        sheet = CheatSheet(groups, self)
        sheet.open_above()
        return sheet

    def open_guide(self) -> Guide:
        """Opens the guide at the place where the person is."""
        from imr_desktop.gui.help.guide import Guide

        topic = self.station.topic() if self.station else "start"
        guide = Guide(self._how, self)
        guide.turn_to(topic)
        guide.show()
        guide.activateWindow()
        return guide

    def _how(self, name: str) -> str:
        """How an action is done: by its key, else by its place in the menus."""
        action = next(each for each in ACTIONS if each.id == name)
        keys = self._keys[name]
        return shown(keys[0]) if keys else action.shown_key or f"{unmarked(MENUS[action.menu])}, {named(action)}"

    def welcome(self) -> None:
        """Offers to show somebody around who is here for the first time."""
        if self.station is not None and self.banner.current is None and self.memory.first_time("tour"):
            text = tr("New here? Five steps show you around, on letters about people who never lived.")
            self.banner.tell(Notice(text, "news", act=tr("Show me around"), do=self.show_around))

    def show_around(self) -> None:
        """Five steps through the window, on the sample library where no letter is open."""
        from imr_desktop.gui.help.first_tour import FirstTour

        if not self.session.shows_a_case:
            self.session.open_samples()
        if self.station is not None:
            tour = FirstTour(self.station.tour_steps(), self)
            tour.ended.connect(self._begin)
            self.session.left.connect(tour.close)  # it points at panes that are gone then

    def _begin(self) -> None:
        """The focus to where the work begins."""
        if self.station is not None:
            self.station.focus_start()

    def _ask_name(self, changes: Changes) -> None:
        """At the first edit of somebody who has not set a name: whose it is said to be, and where that is changed."""
        edited = bool(changes.slots) and not changes.added
        if edited and not self._settings.text("name").strip() and self.memory.first_time("name"):
            text = tr("Your edits are signed “{who}”, after the user of this computer.", who=self._who)
            self.banner.tell(Notice(text, "news", act=tr("Set your name…"), do=self.change_settings, kind=_NAMELESS))

    def find_command(self) -> CommandPalette:
        """Shows what can be done now, to be found by a few letters."""
        from imr_desktop.gui.help.palette import CommandPalette

        sheet = CommandPalette([(unmarked(MENUS[each.menu]), self.acts[each.id]) for each in ACTIONS], self)
        sheet.open_above()
        return sheet

    def _take_keys(self) -> None:
        """The actions' keys, with a person's own; one that is refused is told and not taken."""
        self._keys, refused = keys_in_force(ACTIONS, self._settings.own_keys(), MENUS)
        for name, keys in self._keys.items():
            self.acts[name].setShortcuts([QKeySequence(key) for key in keys])
        for sentence in refused:
            self.session.tell(
                Problem("key-refused", tr("A shortcut of the settings does not hold: {sentence}", sentence=sentence))
            )
        if self.station is not None:
            self._instruct(self.station)

    def _instruct(self, station: Station) -> None:
        """Tells the panes the keys that hold, what is to be doubted, how to write, and how many pictures to keep."""
        station.desk.keys = {name: keys[0] for name, keys in self._keys.items() if keys}
        station.desk.sure = self._settings.number("needs_you") / 100
        station.desk.pressing_first = self._settings.text("enter_goes") == "pressing"
        station.desk.month_first = self._settings.text("dates") == "month_first"
        station.source.set_budget(self._settings.number("pictures") * 2**20)

    def _sign(self) -> None:
        """Name and role go into every edit; without a name, who the system says is there."""
        name, role = self._settings.text("name").strip(), self._settings.text("role").strip()
        self.session.sign_as(", ".join(filter(None, (name or self._who, role))))
        if name:
            self.banner.withdraw(_NAMELESS)

    # --- what the rows above and below say ---

    def wear(self, appearance: Literal["system", "light", "dark", "contrast"]) -> None:
        """Light, dark, of high contrast, or as the system is; kept for the next start."""
        self.choose("appearance", appearance)

    def _refresh(self) -> None:
        """What can be done now, how it is called, which case is shown, and when the last edit was saved."""
        self._curtain.enabled = self.session.writable
        for action in ACTIONS:
            self.acts[action.id].setEnabled(action.enabled(self.session))
        workspace, station = self.session.workspace, self.station
        undo, redo = workspace and workspace.can_undo(), workspace and workspace.can_redo()
        self.acts["undo"].setText(tr("&Undo {act}", act=undo) if undo else tr("&Undo"))
        self.acts["redo"].setText(tr("&Redo {act}", act=redo) if redo else tr("&Redo"))
        self.acts[self._wardrobe.appearance].setChecked(True)
        self.top.show_saved(
            workspace.last_saved if workspace else None,
            read_only=workspace is not None and workspace.read_only,
            as_of=workspace.safety.as_of if workspace else None,
        )
        self.top.show_place(*(station.cases.place() if station else (0, 0, "")))
        title = station.title() if station else ""
        self.setWindowTitle(tr("{title} – IMR Desktop", title=title) if title else "IMR Desktop")

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        if self.station is not None and now is not None and _within(self, now):
            self.station.show_hints_for(now)

    # --- events ---

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._curtain.hang_in(self.windowHandle())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that nothing before wanted: Enter presses the button that has the focus, Esc puts a notice away."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()
        elif event.key() == Qt.Key.Key_Escape and self.banner.current is not None:
            self.banner.dismiss()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closes only when everything typed is in the library; otherwise the window stays and says so."""
        if self.session.coming_home_now:
            event.ignore()
            self.session.leave_homecoming(self.close)
            return
        left = False
        try:
            left = self.session.leave()
        finally:  # an exception on the way out must not take the window, and what was typed, with it
            event.setAccepted(left)
            if not left:
                self.banner.tell(Notice(_UNSAVED, act=tr("Close without it"), do=self._close_regardless))
        self.memory.keep_shape("window", self.saveGeometry())
        self.memory.write()

    def _close_regardless(self) -> None:
        self.session.leave(regardless=True)
        self.close()


_NAMELESS: Final = "nameless"
"""The kind of the notice that nobody has set a name."""

_UNSAVED: Final = tr("What was typed last could not be saved, so the window stays open. Everything before it is saved.")


def _within(window: QObject, widget: QObject) -> bool:
    """Whether a widget is the window's, also in a pane that floats in a window of its own."""
    above: QObject | None = widget
    while above is not None and above is not window:
        above = above.parent()
    return above is window
