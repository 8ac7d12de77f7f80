"""Sign-off: what it waits for, the disposition with its grounds, and whether a change since has reopened the case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from imr_desktop.checklist.review import (
    DISPOSITIONS,
    GROUNDS,
    Checked,
    SignedOff,
    finding_slot,
    suggested_grounds,
    unanswered,
    unjudged,
)
from imr_desktop.errors import ValueProblem
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.small import ElidedButton, small_label
from imr_desktop.gui.common.wording import asked
from imr_desktop.model import Case, Slot
from imr_desktop.texts import moment, tr, trn

if TYPE_CHECKING:  # packs are loaded when questions are asked
    from imr_desktop.checklist.packs import Question

_NAMED: Final = 4
"""Questions waited for that are called by their words and gone to; the others come after them."""


class SignOff(QFrame):
    """The case's disposition, to be given once required questions are answered and serious findings dealt with.

    Sentences of summary and rationales that nobody has looked at are warned of: it is signed off with them only where
    the person says so.
    """

    entered = Signal()
    """Something of it has got the focus."""

    finished = Signal()
    """Enter was pressed on a case that is signed off."""

    place_wanted = Signal(object)
    """The slot of a question or of a finding that is waited for, and that the person wants to go to."""

    next_untouched_wanted = Signal()
    """The person wants to see the next sentence that nobody has looked at."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._case: Case | None = None
        self._places: list[Slot] = []
        self._waiting = False
        self._untouched = 0
        self._build()

    def _build(self) -> None:
        head = QLabel(tr("SIGN-OFF"))
        head.setProperty("role", "section")
        self._state = small_label()
        self._waits = small_label(tone="amber")
        self.links = [ElidedButton() for _ in range(_NAMED + 1)]
        for number, link in enumerate(self.links):
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            link.clicked.connect(partial(self._go_to, number))
        self._unseen = small_label(tone="amber")
        self.look = QPushButton(tr("Go to the next one"))
        self.look.setToolTip(tr("Each is looked at by taking a value from it, or by marking it as seen with S"))
        self.look.clicked.connect(self.next_untouched_wanted)
        self.anyway = QCheckBox(tr("Sign off all the same"))
        self.anyway.toggled.connect(self._permit)
        self._dispositions = QButtonGroup(self)
        self._grounds = {number: QCheckBox(f"({number}) {words}") for number, words in GROUNDS.items()}
        self._suggested = small_label()
        self.button = QPushButton(tr("Sign off"))
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self._sign)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 8)
        column.setSpacing(5)
        for widget in (head, self._state, self._waits, *self.links, self._unseen):
            column.addWidget(widget)
        column.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        for place, words in enumerate(DISPOSITIONS.values()):
            choice = QRadioButton(words)
            self._dispositions.addButton(choice, place)
            column.addWidget(choice)
        column.addWidget(small_label(tr("Grounds of Labor Code 4610.6(h), none or several:")))
        for box in self._grounds.values():
            column.addWidget(box)
        column.addWidget(self._suggested)
        column.addSpacing(6)  # what follows is no further ground
        column.addWidget(self.anyway)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        for each in self.stops():
            each.installEventFilter(self)

    def show_case(self, case: Case, checked: Checked) -> None:
        """What sign-off waits for, and what was signed; a choice that is being made for the same case is left alone."""
        workspace = self._desk.workspace
        signed = workspace.signed_off(case)
        if self._case is None or self._case.id != case.id:
            self._load(signed)
            self.anyway.setChecked(False)
        self._case = case
        self._warn(len(workspace.untouched(case)))
        self._state.setText(told(signed) if signed else tr("Not signed off."))
        self._tell_waiting(case, checked)
        self._permit()
        self.button.setText(tr("Sign off again") if self.signed else tr("Sign off"))
        grounds = suggested_grounds(case, checked)
        listed = ", ".join(f"({number})" for number in grounds)
        self._suggested.setText(
            tr("The findings point to ground {numbers}; whether it applies is yours to say.", numbers=listed)
        )
        self._suggested.setVisible(bool(grounds))

    def _tell_waiting(self, case: Case, checked: Checked) -> None:
        """What sign-off waits for, with a way to each of the first questions and to the first finding."""
        questions, serious = unanswered(case, self._desk.workspace.packs), unjudged(case, checked)
        told = (
            trn(
                "{count} required question without an answer.",
                "{count} required questions without an answer.",
                len(questions),
            ),
            trn(
                "{count} serious finding without a verdict.",
                "{count} serious findings without a verdict.",
                len(serious),
            ),
        )
        self._waiting = bool(questions or serious)
        self._waits.setText("\n".join(words for words, some in zip(told, (questions, serious), strict=True) if some))
        self._waits.setVisible(self._waiting)
        named = [(Slot(item, question.key), _asked_of(case, question, item)) for question, item in questions[:_NAMED]]
        named += [(finding_slot(each), f"{tr('Finding')} · {each.message}") for each in serious[:1]]
        self._places = [place for place, _ in named]
        for number, link in enumerate(self.links):
            link.setVisible(number < len(named))
            if number < len(named):
                link.tell(named[number][1])
                link.setToolTip(tr("Go there: {place}", place=named[number][1]))

    def _go_to(self, number: int) -> None:
        self.place_wanted.emit(self._places[number])

    def _warn(self, untouched: int) -> None:
        """Say how many sentences nobody has looked at; signing off with more of them is asked anew."""
        if untouched > self._untouched:
            self.anyway.setChecked(False)
        self._untouched = untouched
        self._unseen.setText(
            trn(
                "{count} sentence of summary and rationales that nobody has looked at.",
                "{count} sentences of summary and rationales that nobody has looked at.",
                untouched,
            )
        )
        self.look.setText(tr("Go to the next one ({key})", key=self._desk.keys.get("untouched", "F8")))
        self.look.setAccessibleName(tr("Go to the next sentence that nobody has looked at"))
        self.anyway.setAccessibleName(
            trn(
                "Sign off all the same, with {count} sentence not looked at",
                "Sign off all the same, with {count} sentences not looked at",
                untouched,
            )
        )
        for widget in (self._unseen, self.look, self.anyway):
            widget.setVisible(untouched > 0)

    def _permit(self) -> None:
        """Whether it can be signed off as things are."""
        may = not self._waiting and (not self._untouched or self.anyway.isChecked())
        self.button.setEnabled(may and not self._desk.workspace.read_only)

    def stops(self) -> Iterator[QWidget]:
        """Where Tab stops."""
        yield from self.links
        yield self.look
        yield from self._dispositions.buttons()
        yield from self._grounds.values()
        yield self.anyway
        yield self.button

    @property
    def signed(self) -> bool:
        """Whether the case is signed off as it stands."""
        signed = self._desk.workspace.signed_off(self._case) if self._case else None
        return signed is not None and not signed.reopened

    def focus_first(self) -> None:
        """Put the focus on the disposition that is chosen, or on the first of them."""
        chosen = self._dispositions.checkedButton() or self._dispositions.button(0)
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, disposition: str, *grounds: str) -> None:
        """Set what is to be signed."""
        self._dispositions.button([*map(str, DISPOSITIONS)].index(disposition)).setChecked(True)
        for number, box in self._grounds.items():
            box.setChecked(number in grounds)

    def _load(self, signed: SignedOff | None) -> None:
        self._dispositions.setExclusive(False)
        for place, disposition in enumerate(DISPOSITIONS):
            self._dispositions.button(place).setChecked(signed is not None and signed.disposition == disposition)
        self._dispositions.setExclusive(True)
        for number, box in self._grounds.items():
            box.setChecked(signed is not None and number in signed.grounds)

    def _sign(self) -> None:
        assert self._case is not None, "a case is signed off while it is shown"
        chosen = self._dispositions.checkedId()
        if chosen < 0:
            self._waits.setText(tr("Choose a disposition: adequate, deficient, or needs the record."))
            self._waits.show()
            return
        disposition = [*DISPOSITIONS][chosen]
        grounds = [number for number, box in self._grounds.items() if box.isChecked()]
        workspace, case = self._desk.workspace, self._case.id
        try:
            self._desk.do(lambda: workspace.sign_off(case, disposition, grounds, initiator=self))
        except ValueProblem as problem:
            self._waits.setText(problem.message)
            self._waits.show()

    # --- keys and focus

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif isinstance(focused, QPushButton) and not (self.signed and focused is self.button):
            focused.click()
        elif self.signed:
            self.finished.emit()
        elif self.button.isEnabled():  # signed with one more Enter, never with the one that led here
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)


def _asked_of(case: Case, question: Question, item: int) -> str:
    if not item:
        return asked(question)
    return tr("{question}, item {number}", question=asked(question), number=case.items.index(item) + 1)


def told(signed: SignedOff) -> str:
    """`Deficient on ground (5), signed off by R. V. on February 14, 2017, 16:20.`, and whether it is open again."""
    grounds = ", ".join(f"({number})" for number in signed.grounds)
    said, who, day = DISPOSITIONS[signed.disposition], signed.who, moment(datetime.fromisoformat(signed.at))
    if grounds:
        said = tr("{disposition} on ground {numbers}", disposition=said, numbers=grounds)
    words = tr("{disposition}, signed off by {who} on {day}.", disposition=said, who=who, day=day)
    return tr("Reopened: something was changed since. Before: {words}", words=words) if signed.reopened else words
