"""What a letter is asked: its sentences, the checklist, the findings, the disposition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from imr_desktop.checklist import review
from imr_desktop.checklist.review import Checked, SignedOff, Verdict
from imr_desktop.errors import ValueProblem
from imr_desktop.fields import NOTE
from imr_desktop.model import Case, Changes, Finding, Json, ReviewState, Sentence, Slot, Span
from imr_desktop.parsing import recall
from imr_desktop.record import STATUS
from imr_desktop.store import Change
from imr_desktop.texts import tr, trn
from imr_desktop.workspace.acting import Acting

if TYPE_CHECKING:  # packs are loaded when questions are asked
    from imr_desktop.checklist.packs import Question

_FEW: Final = 4


class Checking(Acting):
    """The acts that judge a determination."""

    def load_checks(self) -> None:
        """Loads packs and checks, which else happens when the first case is checked; from any thread."""
        review.load()
        _ = self.packs

    def sentences(self, case: Case) -> tuple[Sentence, ...]:
        """The letter's sentences in order, each with what became of it."""
        grounds = recall.grounds(case)
        before, found = self._told.get(case.id, (None, ()))
        if before != grounds:
            found = recall.sentences(grounds)
            if len(self._told) >= _FEW:
                self._told.clear()
            self._told[case.id] = grounds, found
        return found

    @cached_property
    def _told(self) -> dict[int, tuple[recall.Grounds, tuple[Sentence, ...]]]:
        """The sentences of the cases looked at last: a long letter has many, and most edits change nothing in them."""
        return {}

    def untouched(self, case: Case) -> tuple[Span, ...]:
        """The sentences of summary and rationales that no value stands on and nobody has marked as seen."""
        return tuple(each.span for each in self.sentences(case) if each.standing == "untouched")

    def mark_seen(self, case_id: int, spans: Sequence[Span], *, seen: bool = True, initiator: object = None) -> Changes:
        """Sentences in which there is nothing to take; with `seen` false they are to be looked at again."""
        value = recall.with_seen(self.case(case_id), spans, seen=seen)
        state: ReviewState = "corrected" if value else "not_looked_at"
        label = (
            trn("Mark sentence as seen", "Mark {count} sentences as seen", len(spans))
            if seen
            else trn("Mark sentence as not seen", "Mark {count} sentences as not seen", len(spans))
        )
        return self._act(label, [Change(case_id, recall.SEEN, value, state)], initiator)

    def answer(
        self, case_id: int, question: Question, answer: Json, *, item: int = 0, initiator: object = None
    ) -> Changes:
        """An answer to a checklist question, for one disputed item where the question asks that; None takes it back."""
        slot = Slot(item, question.key)
        name = tr("{question}, item {item}", question=question.id, item=item) if item else question.id
        if answer is None:
            label = tr("Take back answer {question}", question=name)
            return self._act(label, [Change(case_id, slot, None, "not_looked_at")], initiator)
        change = Change(case_id, slot, question.encode(answer), "corrected")
        return self._act(tr("Answer {question}", question=name), [change], initiator)

    def check(self, case: Case) -> Checked:
        """What the checks say of a case as it is now; what they find is read where the library keeps it."""
        return review.check(case, self.packs, self._library.findings(case))

    def findings(self, case: Case) -> tuple[Finding, ...]:
        """What the checks find in a case as it is now, without what they suggest."""
        return self._library.findings(case)

    def judge(
        self, case_id: int, finding: Finding, verdict: Verdict, why: str = "", *, initiator: object = None
    ) -> Changes:
        """What a person says of a finding; noted, its sentence is added to the note on the value that it concerns.

        ValueProblem where a finding is dismissed without a reason.
        """
        changes = [Change(case_id, review.finding_slot(finding), review.encode_verdict(verdict, why), "corrected")]
        if verdict == "noted":
            slot = Slot(finding.slot.item, NOTE + finding.slot.field)
            kept = self._value(case_id, slot).value
            text = "\n".join(filter(None, (str(kept or ""), finding.message, why.strip())))
            changes.append(Change(case_id, slot, text, "corrected"))
        return self._act(_judged(verdict, finding.rule), changes, initiator)

    def begin_to_judge(self, case_id: int, finding: Finding, verdict: Verdict, why: str) -> None:
        """What is being typed of a finding, so that it outlives the program; nothing typed forgets it."""
        draft = review.encode_begun(verdict, why) if why else None
        self._library.keep_draft(case_id, review.finding_slot(finding), draft)

    def forget_begun(self, case: Case) -> None:
        """Forgets what was being typed of findings that no longer stand."""
        begun = {slot for slot, value in case.values.items() if value.draft is not None}
        begun = {slot for slot in begun if slot.field.startswith(review.FINDING)}
        for slot in begun - {review.finding_slot(each) for each in self.findings(case)} if begun else ():
            self._library.keep_draft(case.id, slot, None)

    def unjudge(self, case_id: int, finding: Finding, *, initiator: object = None) -> Changes:
        """Takes the verdict on a finding back."""
        change = Change(case_id, review.finding_slot(finding), None, "not_looked_at")
        return self._act(tr("Take back verdict on {rule}", rule=finding.rule), [change], initiator)

    def sign_off(
        self, case_id: int, disposition: str, grounds: Sequence[str] = (), *, initiator: object = None
    ) -> Changes:
        """The case's disposition, with name and time.

        ValueProblem while required questions or serious findings wait.
        """
        case = self.case(case_id)
        if waiting := review.open_points(case, self.packs, self.check(case)):
            said = tr("The case cannot be signed off yet. {waiting}", waiting=" ".join(waiting))
            raise ValueProblem("open-points", said)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        value = review.encode_disposition(case, disposition, tuple(grounds), self.who, at)
        changes = [Change(case_id, review.DISPOSITION, value, "corrected")]
        if case.value(STATUS.field).touched:  # so that a change afterwards brings the case back into review
            changes.append(Change(case_id, STATUS, None, "not_looked_at"))
        return self._act(tr("Sign off"), changes, initiator)

    def signed_off(self, case: Case) -> SignedOff | None:
        """The case's disposition, and whether a change since has reopened it; None where nobody has signed it off."""
        return review.signed_off(case)


def _judged(verdict: Verdict, rule: str) -> str:
    """The act of a verdict, for the undo menu."""
    match verdict:
        case "accepted":
            return tr("Accept finding {rule}", rule=rule)
        case "dismissed":
            return tr("Dismiss finding {rule}", rule=rule)
        case "noted":
            return tr("Note finding {rule}", rule=rule)
