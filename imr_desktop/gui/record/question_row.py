"""One question of a checklist as a row: one stop for Tab, answered by number keys, arrows and Space, or a click."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from imr_desktop.fields import NOTE
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.small import StateMark, scaled, small_label, smaller
from imr_desktop.gui.common.theme import Mark, restyle, theme_of
from imr_desktop.gui.record.editors import flow
from imr_desktop.gui.record.evidence import quoted
from imr_desktop.gui.record.note_box import NoteBox
from imr_desktop.gui.record.panel import Row
from imr_desktop.model import Case, Json, Slot, Span, Suggestion
from imr_desktop.texts import tr, trn

if TYPE_CHECKING:  # packs are loaded when questions are asked
    from imr_desktop.checklist.packs import Answer, Given, Question

_NEXT: Final = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_BACK: Final = (Qt.Key.Key_Left, Qt.Key.Key_Up)
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TAKE_BACK: Final = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
_GAP: Final = 3
_RING: Final = 2
_ID_WIDTH: Final = 30
_ANSWERED: Final = Mark("confirmed", "", "green")
_OPEN: Final = Mark("not-looked-at", "", "muted")
_SUGGESTED: Final = Mark("needs-you", "", "amber")
_QUOTE_SHOWN: Final = 170
_QUOTES_SHOWN: Final = 4


def _given(case: Case, question: Question, item: int) -> Given | None:
    """The answer to a question as it was given, if anything."""
    from imr_desktop.checklist.packs import decode

    value = case.value(question.key, item).value
    return None if value is None else decode(value)


def answer_of(case: Case, question: Question, item: int) -> Answer | None:
    """What was answered to a question, if anything."""
    given = _given(case, question, item)
    return given.answer if given else None


def is_answered(case: Case, question: Question, item: int) -> bool:
    """Whether nothing is left to answer."""
    answer = answer_of(case, question, item)
    return answer is not None and question.is_complete(answer)


class Pill(QAbstractButton):
    """One option: its number key, its words; solid when it is the answer, and no other has that colour.

    Where the arrows stand, a ring in the colour of ink lies around it at a distance, whatever it is itself. An option
    that a check suggests is dashed in amber until a person has answered.
    """

    def __init__(self, number: int, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._ringed = False
        self._suggested = False
        self.setText(label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(label)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def ring(self, ringed: bool) -> None:
        if ringed != self._ringed:
            self._ringed = ringed
            self.update()

    def suggest(self, suggested: bool) -> None:
        if suggested != self._suggested:
            self._suggested = suggested
            self.setAccessibleName(tr("{option}, suggested", option=self.text()) if suggested else self.text())
            self.update()

    def sizeHint(self) -> QSize:
        number = QFontMetrics(smaller(self.font(), 0.8)).horizontalAdvance(f"{self._number}") + 5
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self.text()) + number + 24, metrics.height() + 13)

    def nextCheckState(self) -> None:
        """A click asks for the answer; it shows once it is saved."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        chosen = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        if self._ringed:
            painter.setPen(QPen(QColor(theme.ink), _RING))
            painter.drawRoundedRect(whole.adjusted(_RING / 2, _RING / 2, -_RING / 2, -_RING / 2), 8, 8)
        dashed = self._suggested and not chosen
        edge = theme.amber if dashed else theme.accent if chosen or self.underMouse() else theme.faint
        painter.setPen(QPen(QColor(edge), 1, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
        painter.setBrush(QColor(theme.accent if chosen else theme.panel))
        painter.drawRoundedRect(whole.adjusted(3.5, 3.5, -3.5, -3.5), 5, 5)
        painter.setPen(QColor(theme.on_accent if chosen else theme.muted))
        painter.setFont(smaller(self.font(), 0.8))
        number = str(self._number)
        painter.drawText(self.rect().adjusted(11, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, number)
        offset = 11 + painter.fontMetrics().horizontalAdvance(number) + 5
        painter.setFont(self.font())
        painter.setPen(QColor(theme.on_accent if chosen else theme.ink))
        words = self.rect().adjusted(offset, 0, -8, 0)
        fit = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width() + 2)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, fit)
        painter.end()


class Pills(QWidget):
    """The options of one question, or of one line of a grid, flowing from left to right."""

    asked = Signal(int)
    """The place of the option that was clicked."""

    def __init__(self, labels: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pills = [Pill(number, label, self) for number, label in enumerate(labels, start=1)]
        for place, pill in enumerate(self.pills):
            pill.clicked.connect(lambda _checked, place=place: self.asked.emit(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        sizes = [QSize(min(size.width(), self.width()), size.height()) for size in map(Pill.sizeHint, self.pills)]
        boxes = flow(sizes, self.width(), _GAP)
        for pill, box in zip(self.pills, boxes, strict=True):
            pill.setGeometry(box)
        height = max(box.bottom() + 1 for box in boxes)
        if height != self.height():
            self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(120, self.pills[0].sizeHint().height())

    def show_chosen(self, chosen: frozenset[int]) -> None:
        for place, pill in enumerate(self.pills):
            pill.setChecked(place in chosen)

    def show_suggested(self, suggested: frozenset[int]) -> None:
        for place, pill in enumerate(self.pills):
            pill.suggest(place in suggested)

    def ring(self, place: int | None) -> None:
        for each, pill in enumerate(self.pills):
            pill.ring(each == place)


class QuestionRow(Row):
    """A question with its options, its help and authorities while it has the focus, and its note.

    An answer is saved at once. An answered question recedes to its answer when the focus leaves it. What a check
    suggests is shown as a suggestion, with its reason and its passages, until Enter confirms it or another answer is
    given.
    """

    done = Signal(object)
    """This row, when Enter asks for the next question."""

    moved = Signal()
    """The arrows stand on another option, or the keys on another line."""

    def __init__(self, question: Question, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = question
        self._desk = desk
        self._case: Case | None = None
        self.item = 0
        self._moved = False
        self._line = 0
        self._place = 0
        self._pills: list[Pills] = []
        self._options: QWidget | None = None
        self._details: QLabel | None = None
        self._note: NoteBox | None = None
        self._suggestion: Suggestion | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sign = StateMark(16, 18)
        self._text = QLabel(question.text)
        self._text.setWordWrap(True)
        self._given = small_label(role="small")
        self._given.setTextFormat(Qt.TextFormat.PlainText)
        self._hint = small_label(tone="amber")
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.hide()
        self._seen = small_label()
        self._seen.setTextFormat(Qt.TextFormat.PlainText)
        self._seen.hide()
        self._column = QVBoxLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        name = QLabel(self.question.id)
        name.setProperty("role", "small")
        name.setFixedWidth(scaled(self, _ID_WIDTH))
        name.setContentsMargins(0, 2, 0, 0)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(5)
        self._column.addWidget(self._text)
        self._column.addWidget(self._given)
        self._column.addWidget(self._hint)
        self._column.addWidget(self._seen)
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 6, 12, 6)
        row.setSpacing(6)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(name, 0, top)
        row.addLayout(self._column, 1)
        row.addWidget(self._sign, 0, top)

    # --- showing

    @property
    def core(self) -> QWidget:
        """The line that the arrows stand on, or the note."""
        if self._note and self._note.box.hasFocus():
            return self._note
        return self._pills[self._line] if self._pills else self

    @property
    def slot(self) -> Slot:
        return Slot(self.item, self.question.key)

    @property
    def answer(self) -> Answer | None:
        return answer_of(self._case, self.question, self.item) if self._case else None

    @property
    def called(self) -> str:
        """How the question is called beside a place in the letter."""
        return self.accessibleName().partition(".")[0]

    @property
    def suggested(self) -> Answer | None:
        """The answer that a check suggests while a person has given none."""
        if self._suggestion is None or self._suggestion.answer is None or self.answer is not None:
            return None
        return self.question.parse(self._suggestion.answer)

    @property
    def enter_stores(self) -> Literal["choose", "confirm", ""]:
        """What Enter does with an option before it goes on: `choose` or, if suggested, `confirm` it; empty for none."""
        if self._desk.workspace.read_only:
            return ""
        if self._moved and self.question.kind == "choice":
            return "choose"
        return "confirm" if self.suggested is not None else ""

    @property
    def spans(self) -> tuple[Span, ...]:
        """The places of the letter that the check saw."""
        quotes = self._suggestion.quotes if self._suggestion else ()
        return tuple(quote.span for quote in quotes if quote.span)

    def bind(self, case: Case, item: int, number: int, suggestion: Suggestion | None = None) -> None:
        """Show the question for a case, or for one disputed item of it; `number` is the item's place, else 0."""
        self._case, self.item, self._suggestion = case, item, suggestion
        name = f"{self.question.id}. {self.question.text}"
        self.setAccessibleName(f"{name} {tr('Item {number}', number=number)}" if number else name)
        self._line = self._place = 0
        self._moved = False
        if self._note:
            self._note.bind(case, self.slot)
        self._show()

    def refresh(self, case: Case, suggestion: Suggestion | None = None) -> None:
        """Show answer and suggestion as they are now; a note that is being typed is left alone."""
        before = self.answer
        self._case, self._suggestion = case, suggestion
        if self.answer != before and self.question.kind == "choice":
            self._stand_on_what_enter_stores()
        if self._note:
            self._note.refresh(case)
        self._show()

    def _show_current(self) -> None:
        self._show()

    def _show(self) -> None:
        assert self._case is not None, "a question is shown for a case"
        answer = self.answer
        complete = answer is not None and self.question.is_complete(answer)
        receded = complete and not self._current
        grid_waits = self.question.kind == "grid" and not self._current
        self._text.setProperty("role", "muted" if receded else "plain")
        restyle(self._text)
        self._show_options(not receded and not grid_waits, answer)
        self._show_given(answer, complete, grid_waits)
        self._show_suggestion(receded)
        self._show_details()
        self._show_sign(complete)
        self.setAccessibleDescription(self._spoken(answer))

    def _show_sign(self, complete: bool) -> None:
        waits = self.suggested is not None
        self._sign.tell(_ANSWERED if complete else _SUGGESTED if waits else _OPEN)
        self._sign.setAccessibleName(
            tr("answered") if complete else tr("suggested, not confirmed") if waits else tr("not answered")
        )

    def _show_suggestion(self, receded: bool) -> None:
        """What a check says, as a suggestion; the passages it saw while the question is at work."""
        said = self._suggestion
        shown = said is not None and not receded
        self._hint.setProperty("tone", "amber" if self._current else None)
        restyle(self._hint)
        self._hint.setText(self._hinted(said) if said else "")
        self._hint.setVisible(shown)
        quotes = said.quotes[:_QUOTES_SHOWN] if said else ()
        self._seen.setText("\n".join(quoted(quote, _QUOTE_SHOWN) for quote in quotes))
        self._seen.setVisible(shown and self._current and bool(quotes))

    def _hinted(self, said: Suggestion) -> str:
        answer = self.suggested
        if answer is None:
            return said.sentence
        lead = tr("Suggested, Enter confirms") if self._current else tr("Suggested")
        return f"{lead}: {self.question.text_of(answer)}. {said.sentence}"

    def _show_given(self, answer: Answer | None, complete: bool, grid_waits: bool) -> None:
        """The answer in words where the options are not there to show it, and the note."""
        lines = []
        if answer is not None and (not self._current and (complete or grid_waits)):
            lines.append(self._in_words(answer))
        if grid_waits and not complete:
            count = len(self.question.rows)
            left = count - (len(answer) if answer else 0)
            lines.append(trn("{left} of {count} line to answer", "{left} of {count} lines to answer", count, left=left))
        if (note := self._kept_note()) and not self._current:
            lines.append(tr("Note: {note}", note=note))
        self._given.setText("\n".join(lines))
        self._given.setVisible(bool(lines))

    @property
    def _kept_answer(self) -> Given | None:
        return _given(self._case, self.question, self.item) if self._case else None

    def _in_words(self, answer: Answer) -> str:
        """The answer that stands, in the words it was given in: a newer checklist may call its options otherwise."""
        given = self._kept_answer
        return self.question.text_of(answer, given.asked if given else None)

    def _kept_note(self) -> str:
        assert self._case is not None, "a note is shown for a case"
        note = self._case.value(NOTE + self.question.key, self.item).value
        return str(note) if note else ""

    def _show_options(self, shown: bool, answer: Answer | None) -> None:
        if shown and self._options is None:
            self._options = self._make_options()
            self._column.insertWidget(1, self._options)
        if self._options is None:
            return
        self._options.setVisible(shown)
        for line, pills in enumerate(self._pills):
            pills.show_chosen(self._chosen(answer, line))
            pills.show_suggested(self._chosen(self.suggested, line))
        self._ring()

    def _ring(self) -> None:
        """The ring is where the arrows stand, while the keys answer."""
        for line, pills in enumerate(self._pills):
            pills.ring(self._place if self.hasFocus() and line == self._line else None)

    def _stand_on_what_enter_stores(self) -> None:
        """The arrows begin on the answer or, without one, on the suggestion."""
        if not self._moved:
            standing = self.answer if self.answer is not None else self.suggested
            self._place = next(iter(self._chosen(standing, self._line)), 0)

    def _chosen(self, answer: Answer | None, line: int) -> frozenset[int]:
        if isinstance(answer, dict):
            answer = answer.get(self.question.rows[line].id)
        chosen = [answer] if isinstance(answer, str) else answer or []
        return frozenset(place for place, option in enumerate(self.question.options) if option.id in chosen)

    def _make_options(self) -> QWidget:
        labels = [option.label for option in self.question.options]
        if self.question.kind != "grid":
            self._pills = [self._make_pills(labels, 0)]
            return self._pills[0]
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for line, row in enumerate(self.question.rows):
            name = small_label(row.label)
            name.setFixedWidth(scaled(self, 92))
            self._pills.append(self._make_pills(labels, line))
            grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(self._pills[line], line, 1)
        return made

    def _make_pills(self, labels: Sequence[str], line: int) -> Pills:
        pills = Pills(labels)
        pills.asked.connect(lambda place: self._clicked(line, place))
        return pills

    def _show_details(self) -> None:
        if self._current and self._details is None:
            self._details = small_label()
            self._note = NoteBox(self._desk, tr("Note, {field}", field=self.question.id))
            self._note.entered.connect(lambda: self.entered.emit(self))
            self._note.done.connect(lambda: self.done.emit(self))
            assert self._case is not None, "details are shown for a case"
            self._note.bind(self._case, self.slot)
            self._column.addWidget(self._details)
            self._column.addWidget(self._note)
            QWidget.setTabOrder(self, self._note.box)  # built late, it would otherwise be the last stop of all
        if self._details and self._note:
            self._details.setText(self._explained())
            self._details.setVisible(self._current)
            self._note.setVisible(self._current)

    def _explained(self) -> str:
        rests_on = "; ".join(each.label for each in self.question.authorities)
        parts = [
            self.question.help,
            tr("Where to look: {place}.", place=self.question.evidence),
            tr("Rests on: {authorities}.", authorities=rests_on),
        ]
        if (given := self._kept_answer) is not None:
            parts += self.question.changes(given)
        return "\n".join(parts)

    def _spoken(self, answer: Answer | None) -> str:
        said = tr("Answer: {answer}", answer=self._in_words(answer)) if answer is not None else tr("Not answered")
        if self._suggestion:
            said = f"{said}. {self._hinted(self._suggestion)}"
        options = ", ".join(f"{n} {option.label}" for n, option in enumerate(self.question.options, start=1))
        at = self.question.options[self._place].label
        where = f"{self.question.rows[self._line].label}: {at}" if self.question.rows else at
        offered = tr("Options: {options}. At {option}.", options=options, option=where)
        return f"{said}. {offered} {self.question.help}"

    # --- answering

    def _clicked(self, line: int, place: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._line = line
        self._choose(place)

    def _choose(self, place: int) -> None:
        """The option at a place becomes the answer, is ticked or unticked, or answers the current line of a grid."""
        self._place = place
        self._moved = False
        option = self.question.options[place]
        if self.question.kind == "choice":
            self._save(option.id)
        elif self.question.kind == "ticks":
            self._save(self._ticked(place))
        else:
            answer = self.answer
            lines: dict[str, Json] = {**answer} if isinstance(answer, dict) else {}
            lines[self.question.rows[self._line].id] = option.id
            self._line = min(self._line + 1, len(self.question.rows) - 1)
            self._save(lines)
            self.moved.emit()

    def _ticked(self, place: int) -> Json:
        """The ticks after one was changed; an option that stands alone takes the others away, and they take it away."""
        option = self.question.options[place]
        answer = self.answer
        ticks = [*answer] if isinstance(answer, list) else []
        if option.id in ticks:
            ticks.remove(option.id)
            return [*ticks] or None
        alone = {each.id for each in self.question.options if each.alone}
        return [option.id] if option.alone else [*(each for each in ticks if each not in alone), option.id]

    def take_back(self) -> None:
        """No answer again; in a grid, none to the current line."""
        answer = self.answer
        if answer is None:
            return
        lines: dict[str, Json] = {**answer} if isinstance(answer, dict) else {}
        lines.pop(self.question.rows[self._line].id if self.question.rows else "", None)
        self._save(lines or None)

    def _save(self, answer: Json) -> None:
        assert self._case is not None, "an answer is given for a case"
        workspace, case = self._desk.workspace, self._case.id
        self._desk.do(lambda: workspace.answer(case, self.question, answer, item=self.item, initiator=self))

    def stops(self) -> Iterator[QWidget]:
        yield self
        if self._note:
            yield self._note.box

    def flush(self) -> None:
        if self._note:
            self._note.commit()

    # --- keys and focus

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.AltModifier and event.key() == Qt.Key.Key_M:
            self.focus_note()
        elif modifiers or not self._answer_key(Qt.Key(event.key())):
            event.ignore()

    def _answer_key(self, key: Qt.Key) -> bool:
        """Does what a key asks for; False for a key that is none of the question's."""
        if Qt.Key.Key_1 <= key < Qt.Key.Key_1 + len(self.question.options):
            self._choose(key - Qt.Key.Key_1)
        elif key in (*_NEXT, *_BACK):
            self._move(key)
        elif key == Qt.Key.Key_Space:
            self._choose(self._place)
        elif key in _TAKE_BACK:
            self.take_back()
        elif key in _ENTER:
            if self.enter_stores == "choose":
                self._choose(self._place)
            elif self.enter_stores and (suggested := self.suggested) is not None:
                self._save(_as_json(suggested))
            self.done.emit(self)
        else:
            return False
        return True

    def _move(self, key: Qt.Key) -> None:
        step = 1 if key in _NEXT else -1
        if self.question.rows and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._line = max(0, min(self._line + step, len(self.question.rows) - 1))
        else:
            self._place = max(0, min(self._place + step, len(self.question.options) - 1))
            self._moved = True
        self._show()
        self.moved.emit()

    def focus_note(self) -> None:
        """Put the focus into the note."""
        if self._note:
            self._note.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._stand_on_what_enter_stores()
        self._ring()
        self.entered.emit(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring()


def _as_json(answer: Answer) -> Json:
    if isinstance(answer, list):
        return [*answer]
    return {**answer} if isinstance(answer, dict) else answer
