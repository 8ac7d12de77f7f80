"""ACTIONS, the one table of everything that can be done, from which menus, palette and the sheets of keys are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QMetaObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from imr_desktop.gui.cases.list_acts import ListActs
from imr_desktop.gui.layout_acts import LayoutActs
from imr_desktop.gui.record.form import RecordForm
from imr_desktop.gui.record.item_acts import ItemActs
from imr_desktop.gui.station import Station
from imr_desktop.texts import tr

if TYPE_CHECKING:
    from imr_desktop.gui.session import Session
    from imr_desktop.gui.window import MainWindow

Menu = Literal["File", "Edit", "Cases", "Record", "Letter", "View", "Help"]

MENUS: Final[dict[str, str]] = {
    "File": tr("&File"),
    "Edit": tr("E&dit"),  # Alt+E, Alt+R and Alt+M belong to the value at work
    "Cases": tr("C&ases"),  # Alt+S splits an item
    "Record": tr("Re&cord"),
    "Letter": tr("&Letter"),
    "View": tr("&View"),
    "Help": tr("&Help"),
}
"""The menus in their order, with their mnemonics."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done: how it is called, where it stands, what does it, when it can be done, and its keys.

    `keys` are shortcuts of the whole window, of which the menu shows the first; `shown_key` is one that the form
    answers itself and the menu only tells. `bar` begins a new group in the menu. An action with `choice` is one of
    several, of which one holds.
    """

    id: str
    text: str
    menu: Menu
    do: Callable[[MainWindow], object]
    enabled: Callable[[Session], bool]
    keys: tuple[str, ...] = ()
    shown_key: str = ""
    bar: bool = False
    choice: bool = False


def _always(session: Session) -> bool:
    return True


def _open(session: Session) -> bool:
    return session.station is not None


def _protected(session: Session) -> bool:
    return session.protected


def _writable(session: Session) -> bool:
    return session.writable


def _imported(session: Session) -> bool:
    return session.last_import is not None


def _beside_another(session: Session) -> bool:
    return session.workspace is not None and session.workspace.safety.as_of is not None


def _shown(session: Session) -> bool:
    return session.shows_a_case


def _editable(session: Session) -> bool:
    return session.shows_a_case and session.writable


def _undoable(session: Session) -> bool:
    return session.workspace is not None and session.workspace.can_undo() is not None


def _redoable(session: Session) -> bool:
    return session.workspace is not None and session.workspace.can_redo() is not None


def _take_back(way: Literal["undo", "redo"]) -> Callable[[MainWindow], None]:
    """Undo or redo: in the text box at work while it has something of its own, else of the last act."""

    def do(window: MainWindow) -> None:
        box = QApplication.focusWidget()
        if box is not None and _has_own(box, way):
            QMetaObject.invokeMethod(box, way)
        else:
            window.session.take_back(way)

    return do


def _has_own(box: QWidget, way: Literal["undo", "redo"]) -> bool:
    """Whether a text box has something of its own to undo or redo."""
    if isinstance(box, QLineEdit):
        return box.isUndoAvailable() if way == "undo" else box.isRedoAvailable()
    if isinstance(box, QTextEdit | QPlainTextEdit):
        return box.document().isUndoAvailable() if way == "undo" else box.document().isRedoAvailable()
    return False


def _station(act: Callable[[Station], object]) -> Callable[[MainWindow], None]:
    """An act of the panes, for the table; without a library there is nothing to do."""

    def do(window: MainWindow) -> None:
        if window.station is not None:
            act(window.station)

    return do


def _record(act: Callable[[RecordForm], object]) -> Callable[[MainWindow], None]:
    """An act on the value at work."""
    return _station(lambda at: at.pane.in_record(act))


def _item(act: Callable[[ItemActs], None]) -> Callable[[MainWindow], None]:
    """An act on the disputed item at work."""
    return _record(lambda form: act(form.items))


def _listed(act: Callable[[ListActs], None]) -> Callable[[MainWindow], None]:
    """An act on the cases selected in the list."""
    return _station(lambda at: act(at.acts))


def _layout(act: Callable[[LayoutActs], None]) -> Callable[[MainWindow], None]:
    """An act on how the panes lie."""

    def do(window: MainWindow) -> None:
        if window.station is not None:
            act(LayoutActs(window.station.panes, window.memory))

    return do


ACTIONS: Final[tuple[Action, ...]] = (
    Action("import", tr("&Import letters…"), "File", lambda window: window.choose_letters(), _writable, ("Ctrl+O",)),
    Action(
        "import_folder",
        tr("Import a &folder…"),
        "File",
        lambda window: window.choose_folder(),
        _writable,
        ("Ctrl+Alt+O",),
    ),
    Action("watch", tr("&Watch a folder…"), "File", lambda window: window.choose_watched(), _writable),
    Action("results", tr("&Results of the last import"), "File", lambda window: window.show_import(), _imported),
    Action("export", tr("&Export cases as"), "File", lambda window: window.offer_exports(), _open, ("Ctrl+E",)),
    Action(
        "open",
        tr("&Open library…"),
        "File",
        lambda window: window.choose_library(),
        _always,
        ("Ctrl+Shift+O",),
        bar=True,
    ),
    Action("new", tr("&New library…"), "File", lambda window: window.new_library(), _always, ("Ctrl+Shift+N",)),
    Action("samples", tr("Open the &sample library"), "File", lambda window: window.session.open_samples(), _always),
    Action("reread", tr("S&how the present state"), "File", lambda window: window.session.reread(), _beside_another),
    Action("backups", tr("&Backups…"), "File", lambda window: window.keeper.show_backups(), _open, bar=True),
    Action("back_up", tr("Bac&k up now"), "File", lambda window: window.keeper.back_up(), _writable),
    Action("check", tr("&Check the library"), "File", lambda window: window.keeper.check(), _open),
    Action("passphrase", tr("Pass&phrase…"), "File", lambda window: window.keeper.change_passphrase(), _writable),
    Action("lock", tr("&Lock"), "File", lambda window: window.keeper.lock(), _protected, ("Ctrl+Shift+L",)),
    Action(
        "settings", tr("Se&ttings…"), "File", lambda window: window.change_settings(), _always, ("Ctrl+,",), bar=True
    ),
    Action("quit", tr("&Quit"), "File", lambda window: window.close(), _always, ("Ctrl+Q",), bar=True),
    Action("undo", tr("&Undo"), "Edit", _take_back("undo"), _undoable, ("Ctrl+Z",)),
    Action("redo", tr("&Redo"), "Edit", _take_back("redo"), _redoable, ("Ctrl+Shift+Z", "Ctrl+Y")),
    Action(
        "confirm",
        tr("&Confirm and go on"),
        "Edit",
        _station(lambda at: at.pane.confirm_and_go_on()),
        _editable,
        shown_key="Enter",
        bar=True,
    ),
    Action(
        "not_in_letter",
        tr("&Not in the letter"),
        "Edit",
        _record(RecordForm.mark_not_in_letter),
        _editable,
        ("Alt+N",),
    ),
    Action("unreadable", tr("Unr&eadable"), "Edit", _record(RecordForm.mark_unreadable), _editable, ("Alt+U",)),
    Action("as_read", tr("&As read"), "Edit", _record(RecordForm.restore_as_read), _editable, ("Alt+R",)),
    Action("next_case", tr("&Next case"), "Cases", _station(lambda at: at.cases.next_case()), _shown, ("Ctrl+Down",)),
    Action(
        "previous_case",
        tr("&Previous case"),
        "Cases",
        _station(lambda at: at.cases.previous_case()),
        _shown,
        ("Ctrl+Up",),
    ),
    Action("filter", tr("&Filter cases"), "Cases", _station(Station.focus_filter), _shown, ("Ctrl+L",)),
    Action(
        "views",
        tr("Order, columns, saved &views…"),
        "Cases",
        _station(lambda at: at.cases.menu_button.showMenu()),
        _shown,
        ("Ctrl+Shift+V",),
    ),
    Action("save_view", tr("Save t&his view…"), "Cases", _listed(ListActs.save_view), _editable),
    Action("reviewed", tr("&Reviewed"), "Cases", _listed(ListActs.mark_reviewed), _editable, ("Ctrl+R",), bar=True),
    Action("postpone", tr("P&ostpone"), "Cases", _listed(ListActs.postpone), _editable),
    Action("reject", tr("R&eject…"), "Cases", _listed(ListActs.reject), _editable),
    Action("reopen", tr("Clear &status"), "Cases", _listed(ListActs.reopen), _editable),
    Action("tag", tr("&Tag…"), "Cases", _listed(ListActs.tag), _editable, ("Ctrl+T",), bar=True),
    Action("untag", tr("Ta&ke a tag off…"), "Cases", _listed(ListActs.untag), _editable, ("Ctrl+Shift+T",)),
    Action("sample", tr("&Draw a sample…"), "Cases", _listed(ListActs.draw_sample), _editable),
    Action("read_again", tr("Read &letters again…"), "Cases", lambda window: window.read_again(), _editable, bar=True),
    Action(
        "differences",
        tr("Differences in cases brought &back…"),
        "Cases",
        lambda window: window.show_differences(),
        _writable,
    ),
    Action("explain", tr("&Explain this value"), "Record", _station(Station.explain), _shown, ("Alt+E",)),
    Action("note", tr("&Note"), "Record", _station(lambda at: at.pane.focus_note()), _editable, ("Alt+M",)),
    Action(
        "history_of_value",
        tr("His&tory of this value"),
        "Record",
        _station(lambda at: at.pane.show_history_of_value()),
        _shown,
        ("Alt+Y",),
    ),
    Action(
        "confirm_many",
        tr("&Confirm many values…"),
        "Record",
        _station(lambda at: at.pane.confirm_many(at.cases.selected())),
        _editable,
        ("Ctrl+Shift+Return",),
        bar=True,
    ),
    Action("add_item", tr("&Add an item"), "Record", _item(ItemActs.add), _editable, ("Alt+Ins",), bar=True),
    Action("split_item", tr("&Split the item"), "Record", _item(ItemActs.split), _editable, ("Alt+S",)),
    Action("merge_item", tr("Merge into the item a&bove"), "Record", _item(ItemActs.merge), _editable, ("Alt+J",)),
    Action("item_up", tr("Move the item &up"), "Record", _item(ItemActs.up), _editable, ("Ctrl+Shift+Up",)),
    Action("item_down", tr("Move the item &down"), "Record", _item(ItemActs.down), _editable, ("Ctrl+Shift+Down",)),
    Action("remove_item", tr("&Remove the item"), "Record", _item(ItemActs.remove), _editable, ("Alt+Del",)),
    Action(
        "find", tr("&Find in the letter"), "Letter", _station(lambda at: at.source.open_find()), _shown, ("Ctrl+F",)
    ),
    Action("find_next", tr("&Next place"), "Letter", _station(lambda at: at.source.step_find(1)), _shown, ("F3",)),
    Action(
        "find_last", tr("Place &before"), "Letter", _station(lambda at: at.source.step_find(-1)), _shown, ("Shift+F3",)
    ),
    Action("page", tr("&Go to page"), "Letter", _station(lambda at: at.source.ask_page()), _shown, ("Ctrl+G",)),
    Action(
        "untouched",
        tr("Next &untouched sentence"),
        "Letter",
        _station(lambda at: at.source.next_untouched()),
        _shown,
        ("F8",),
        bar=True,
    ),
    Action(
        "highlight",
        tr("&Highlight words…"),
        "Letter",
        _station(lambda at: at.annotator.highlight_selection()),
        _editable,
        ("Ctrl+H",),
    ),
    Action("labels", tr("&Labels…"), "Letter", _station(lambda at: at.annotator.edit_labels()), _writable),
    Action(
        "turn_right",
        tr("Turn &right"),
        "Letter",
        _station(lambda at: at.source.turn_pages(90)),
        _shown,
        ("Ctrl+]",),
        bar=True,
    ),
    Action(
        "turn_left", tr("&Turn left"), "Letter", _station(lambda at: at.source.turn_pages(-90)), _shown, ("Ctrl+[",)
    ),
    Action("record", tr("&Record"), "View", _station(Station.go_to_record), _shown, ("Ctrl+1",), bar=True),
    Action("checklist", tr("Chec&klist"), "View", _station(Station.go_to_checklist), _shown, ("Ctrl+2",)),
    Action("findings", tr("Finding&s"), "View", _station(Station.go_to_findings), _shown, ("Ctrl+3",)),
    Action("history", tr("Histor&y"), "View", _station(lambda at: at.pane.show_history()), _shown, ("Ctrl+4",)),
    Action("notes", tr("N&otes and highlights"), "View", _station(Station.go_to_notes), _shown, ("Ctrl+5",)),
    Action("next_pane", tr("Ne&xt pane"), "View", _station(Station.next_pane), _shown, ("F6",)),
    Action("last_pane", tr("Pre&vious pane"), "View", _station(lambda at: at.next_pane(-1)), _shown, ("Shift+F6",)),
    Action(
        "larger",
        tr("&Larger"),
        "View",
        _station(lambda at: at.source.zoom_in()),
        _shown,
        ("Ctrl++", "Ctrl+="),
        bar=True,
    ),
    Action("smaller", tr("S&maller"), "View", _station(lambda at: at.source.zoom_out()), _shown, ("Ctrl+-",)),
    Action("fit_width", tr("Fit &width"), "View", _station(lambda at: at.source.fit_width()), _shown, ("Ctrl+0",)),
    Action("fit_page", tr("Fit pa&ge"), "View", _station(lambda at: at.source.fit_page()), _shown, ("Ctrl+9",)),
    Action(
        "thumbnails", tr("Small &pages"), "View", _station(lambda at: at.source.toggle_thumbnails()), _shown, ("F7",)
    ),
    Action(
        "arrange", tr("&Arrange the panes"), "View", _layout(LayoutActs.arrange), _open, ("Ctrl+Shift+A",), bar=True
    ),
    Action(
        "float_cases", tr("&Cases in a window of their own"), "View", _layout(lambda acts: acts.float("cases")), _open
    ),
    Action(
        "float_record", tr("Record in a wi&ndow of its own"), "View", _layout(lambda acts: acts.float("record")), _open
    ),
    Action("layouts", tr("Layo&uts…"), "View", _layout(LayoutActs.choose), _open),
    Action(
        "system", tr("As the sys&tem"), "View", lambda window: window.wear("system"), _always, bar=True, choice=True
    ),
    Action("light", tr("L&ight"), "View", lambda window: window.wear("light"), _always, choice=True),
    Action("dark", tr("&Dark"), "View", lambda window: window.wear("dark"), _always, choice=True),
    Action("contrast", tr("&High contrast"), "View", lambda window: window.wear("contrast"), _always, choice=True),
    Action("palette", tr("&Do something…"), "Help", lambda window: window.find_command(), _always, ("Ctrl+Shift+P",)),
    Action("guide", tr("&Guide"), "Help", lambda window: window.open_guide(), _always, ("F1",)),
    Action("tour", tr("Show me a&round"), "Help", lambda window: window.show_around(), _always),
    Action("keys", tr("&Keys"), "Help", lambda window: window.show_keys(), _always, ("Shift+F1",)),
    Action("shortcuts", tr("Keyboard &shortcuts…"), "Help", lambda window: window.change_keys(), _always),
    Action("report", tr("Re&port a problem…"), "Help", lambda window: window.show_report(), _always),
    Action("about", tr("&About IMR Desktop"), "Help", lambda window: window.about(), _always),
)
"""Everything that can be done, in the order of the menus; a new act is a row here."""
