"""How far the reader can be trusted, by what people have decided so far."""

from __future__ import annotations

from imr_desktop.model import Proven, Value
from imr_desktop.store.proving import proven
from imr_desktop.workspace.acting import Acting


class Proving(Acting):
    """The reader's rules against the decisions."""

    def proven(self, case_id: int, value: Value) -> Proven:
        """How often the rule that found a value was right for that field in the other letters of the library."""
        if value.found is None:
            return Proven()
        return Proven(*proven(self._library.database, case_id, value.slot, value.found.state, value.found.rule))
