"""The list's rows, ordered and filtered in steps that a window lives on between."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from imr_desktop.gui.cases import case_model
from imr_desktop.gui.cases.case_columns import COLUMNS
from imr_desktop.gui.cases.case_model import ROW, CaseModel
from imr_desktop.gui.cases.case_painter import spoken
from imr_desktop.model import CaseRow, Status
from imr_desktop.query import Query

MANY = 400


@pytest.fixture
def rows() -> list[CaseRow]:
    """Cases of which many are alike in this or that."""
    chance = random.Random(7)
    statuses: tuple[Status, ...] = ("new", "new", "new", "reviewed")
    return [
        CaseRow(
            number,
            f"CM17-{chance.randrange(10_000):07}",
            f"letter-{chance.randrange(50)}.pdf",
            "F",
            chance.choice(("upheld", "overturned", None)),
            "MRI",
            chance.randint(1, 3),
            0,
            30,
            0,
            status=chance.choice(statuses),
            requests=tuple(chance.sample(("MRI", "Norco", "EMG"), 2)),
        )
        for number in range(1, MANY + 1)
    ]


@pytest.fixture
def model(rows: list[CaseRow], monkeypatch: pytest.MonkeyPatch) -> CaseModel:
    """A model that looks at few cases in one step."""
    monkeypatch.setattr(case_model, "_STEP", 20)
    monkeypatch.setattr(case_model, "_SAMPLE", 50)
    made = CaseModel(spoken)
    made.take(rows)
    return made


@pytest.mark.parametrize("order", ["number", "outcome", "status", "items", "requests", "file", "-number", "-requests"])
def test_many_small_steps_give_the_order_that_one_large_one_would(
    model: CaseModel, rows: list[CaseRow], order: str
) -> None:
    model.sort_by(order)
    steps = sum(1 for _ in model.settle())
    key = COLUMNS[order.removeprefix("-")].key
    assert model.ids() == [each.id for each in sorted(rows, key=key, reverse=order.startswith("-"))]
    assert steps > MANY // 20


def test_a_case_that_changes_while_the_list_is_filtered_is_counted_as_it_is(model: CaseModel) -> None:
    model.narrow(Query.parse("letter"))
    steps = model.settle()
    for _ in range(3):
        next(steps)
    first: CaseRow = model.index(0, 0).data(ROW)
    model.take([replace(first, status="signed_off")])
    list(steps)
    assert model.counts["signed_off"] == 1
    assert model.counts.total() == MANY
