"""How the panes lie: moved, put into windows of their own, kept under names."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QInputDialog, QMenu

from imr_desktop.gui.choices.memory import Memory
from imr_desktop.gui.common.sheet import give_keys_back
from imr_desktop.gui.panes import Pane, Panes
from imr_desktop.texts import tr


class LayoutActs:
    """Acts on the panes of the open library; layouts are the computer's, not the library's: they speak of screens."""

    def __init__(self, panes: Panes, memory: Memory) -> None:
        self._panes, self._memory = panes, memory

    def arrange(self) -> None:
        """Shows the title bars by which panes are moved, or puts them away."""
        self._panes.arrange(not self._panes.arranging)

    def float(self, pane: Pane) -> None:
        """A pane into a window of its own, or back."""
        self._panes.float(pane)

    def choose(self) -> None:
        """Lets the person choose a layout, save this one or remove one."""
        menu = self.menu()
        menu.popup(self._panes.mapToGlobal(QPoint(self._panes.width() // 2 - menu.sizeHint().width() // 2, 40)))

    def menu(self) -> QMenu:
        """What can be chosen now."""
        menu = QMenu(self._panes)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(tr("Default layout")).triggered.connect(self._panes.take_first_shape)
        kept = self._memory.layouts()
        for name, shape in kept.items():
            menu.addAction(name.replace("&", "&&")).triggered.connect(partial(self._panes.take_shape, shape))
        menu.addSeparator()
        menu.addAction(tr("Save this layout…")).triggered.connect(lambda: self.save())  # keeps this object
        forget = menu.addMenu(tr("Remove a layout"))
        forget.setEnabled(bool(kept))
        for name in kept:
            forget.addAction(name.replace("&", "&&")).triggered.connect(partial(self._memory.forget_layout, name))
        return menu

    def save(self) -> None:
        """Keeps the panes as they lie under a name."""
        question = tr("Name of this layout (one that is there already is replaced):")
        known = ["", *self._memory.layouts()]
        name, said = QInputDialog.getItem(self._panes, tr("Save this layout"), question, known, 0, True)
        give_keys_back(self._panes)
        if said and name.strip():
            self._memory.keep_layout(name.strip(), self._panes.shape())
