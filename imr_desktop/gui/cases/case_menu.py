"""The button beside the list's filter: sort by, columns, saved views."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from imr_desktop.gui.cases.case_columns import BESIDE, COLUMNS, ORDERS, name_of
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.theme import colour, icon, theme_of
from imr_desktop.model import View
from imr_desktop.texts import tr


class CaseMenu(QToolButton):
    """Opens the menu of how the list is looked at."""

    order_chosen = Signal(str)
    """A column's name, with a minus before it from the end."""

    columns_chosen = Signal(tuple)
    """The names of the columns that are to stand beside a case."""

    view_chosen = Signal(object)
    """A saved View."""

    save_wanted = Signal()
    """What is seen is to be saved under a name."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._arrangement = View("", "")
        self.setIconSize(QSize(16, 16))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.show_arrangement(self._arrangement)
        self._dress()

    def show_arrangement(self, arrangement: View) -> None:
        """Say how the list is looked at."""
        self._arrangement = arrangement
        self.setAccessibleName(
            tr("Order, columns and views of the list; sorted by: {order}", order=name_of(arrangement.order))
        )
        self.setToolTip(tr("Sorted by: {order}\nOrder, columns, saved views", order=name_of(arrangement.order)))

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        menu.addSection(tr("Sort by"))
        orders = QActionGroup(menu)
        for order in ORDERS if self._arrangement.order in ORDERS else (*ORDERS, self._arrangement.order):
            act = _add(menu, name_of(order), partial(self.order_chosen.emit, order))
            act.setCheckable(True)
            act.setChecked(order == self._arrangement.order)
            orders.addAction(act)
        self._fill_columns(menu.addMenu(tr("Columns")))
        self._fill_views(menu)

    def _fill_columns(self, menu: QMenu) -> None:
        shown = self._arrangement.columns
        for name in BESIDE:
            turned = tuple(each for each in shown if each != name) if name in shown else (*shown, name)
            act = _add(menu, COLUMNS[name].title, partial(self.columns_chosen.emit, turned))
            act.setCheckable(True)
            act.setChecked(name in shown)
        menu.addSeparator()
        _add(menu, tr("None"), partial(self.columns_chosen.emit, ())).setEnabled(bool(shown))

    def _fill_views(self, menu: QMenu) -> None:
        workspace = self._desk.workspace
        views = workspace.views()
        menu.addSection(tr("Saved views"))
        for view in views:
            _add(menu, view.name.replace("&", "&&"), partial(self.view_chosen.emit, view))
        _add(menu, tr("Save this view…"), self.save_wanted.emit).setEnabled(not workspace.read_only)
        forget = menu.addMenu(tr("Remove a view"))
        forget.setEnabled(bool(views) and not workspace.read_only)
        for view in views:
            _add(forget, view.name.replace("&", "&&"), partial(workspace.forget_view, view.name))

    def _dress(self) -> None:
        self.setIcon(icon("sort", colour(theme_of(self.palette()), "muted")))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()


def _add(menu: QMenu, text: str, do: Callable[[], object]) -> QAction:
    act = menu.addAction(text)
    act.triggered.connect(lambda: do())
    return act
