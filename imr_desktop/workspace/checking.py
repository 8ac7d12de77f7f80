"""What a letter is asked: its sentences, the checklist, the findings, the disposition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from imr_desktop.checklist import review
from imr_desktop.checklist.packs import Question
from imr_desktop.checklist.review import Checked, SignedOff, Verdict
from imr_desktop.errors import ValueProblem
from imr_desktop.fields import NOTE
from imr_desktop.model import Case, Changes, Finding, Json, ReviewState, Sentence, Slot, Span
from imr_desktop.parsing import recall
from imr_desktop.record import STATUS
from imr_desktop.store import Change
from imr_desktop.workspace.acting import Acting


class Checking(Acting):
    """The acts that judge a determination."""

    def load_checks(self) -> None:
        """Loads packs and checks, which else happens when the first case is checked; from any thread."""
        review.load()
        _ = self.packs

    def sentences(self, case: Case) -> tuple[Sentence, ...]:
        """The letter's sentences in order, each with what became of it."""
        return recall.sentences(case)

    def untouched(self, case: Case) -> tuple[Span, ...]:
        """The sentences of summary and rationales that no value stands on and nobody has marked as seen."""
        return tuple(each.span for each in recall.sentences(case) if each.standing == "untouched")

    def mark_seen(self, case_id: int, spans: Sequence[Span], *, seen: bool = True, initiator: object = None) -> Changes:
        """Sentences in which there is nothing to take; with `seen` false they are to be looked at again."""
        value = recall.with_seen(self.case(case_id), spans, seen=seen)
        state: ReviewState = "corrected" if value else "not_looked_at"
        which = "sentence" if len(spans) == 1 else f"{len(spans)} sentences"
        label = f"Mark {which} as {'seen' if seen else 'not seen'}"
        return self._act(label, [Change(case_id, recall.SEEN, value, state)], initiator)

    def answer(
        self, case_id: int, question: Question, answer: Json, *, item: int = 0, initiator: object = None
    ) -> Changes:
        """An answer to a checklist question, for one disputed item where the question asks that; None takes it back."""
        slot = Slot(item, question.key)
        name = f"{question.id}, item {item}" if item else question.id
        if answer is None:
            return self._act(f"Take back answer {name}", [Change(case_id, slot, None, "not_looked_at")], initiator)
        change = Change(case_id, slot, question.encode(answer), "corrected")
        return self._act(f"Answer {name}", [change], initiator)

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
        act = {"accepted": "Accept", "dismissed": "Dismiss", "noted": "Note"}[verdict]
        return self._act(f"{act} finding {finding.rule}", changes, initiator)

    def unjudge(self, case_id: int, finding: Finding, *, initiator: object = None) -> Changes:
        """Takes the verdict on a finding back."""
        change = Change(case_id, review.finding_slot(finding), None, "not_looked_at")
        return self._act(f"Take back verdict on {finding.rule}", [change], initiator)

    def sign_off(
        self, case_id: int, disposition: str, grounds: Sequence[str] = (), *, initiator: object = None
    ) -> Changes:
        """The case's disposition, with name and time.

        ValueProblem while required questions or serious findings wait.
        """
        case = self.case(case_id)
        if waiting := review.open_points(case, self.packs, self.check(case)):
            raise ValueProblem("open-points", f"The case cannot be signed off yet. {' '.join(waiting)}")
        at = datetime.now(UTC).isoformat(timespec="seconds")
        value = review.encode_disposition(case, disposition, tuple(grounds), self.who, at)
        changes = [Change(case_id, review.DISPOSITION, value, "corrected")]
        if case.value(STATUS.field).touched:  # so that a change afterwards brings the case back into review
            changes.append(Change(case_id, STATUS, None, "not_looked_at"))
        return self._act("Sign off", changes, initiator)

    def signed_off(self, case: Case) -> SignedOff | None:
        """The case's disposition, and whether a change since has reopened it; None where nobody has signed it off."""
        return review.signed_off(case)
