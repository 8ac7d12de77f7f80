"""The core checklist held against the table that it was written from, row by row; and dates, of any letter at all."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import Final

import pytest
from checking import letter
from hypothesis import given
from hypothesis import strategies as st
from places import SHARED

from imr_desktop.checklist.answers import Asked, suggest
from imr_desktop.checklist.checks import findings
from imr_desktop.checklist.packs import core_pack, load_all
from imr_desktop.model import Suggestion
from imr_desktop.paths import resources

ROW: Final = re.compile(r"\|\s*([LI]\d\d)\s*\|(.+)\|\s*$")
AUTO: Final = {"P": "answer", "H": "hint", "M": "none"}
SECTION: Final = re.compile(r"\d{2,4}\.\d+(?:\.\d+)?(?:\([a-z0-9]+\))*")


@cache
def table() -> dict[str, list[str]]:
    """The rows of the table by id: question, answer, authority, evidence, auto."""
    path = SHARED / "checklist.md"
    if not path.is_file():
        pytest.skip("the table is not beside this checkout")
    rows = (ROW.match(line) for line in path.read_text("utf-8").splitlines())
    return {row[1]: [cell.strip() for cell in row[2].split("|")] for row in rows if row}


def test_every_row_is_asked_of_the_letter_or_of_each_item_and_answered_by_whom_the_table_says() -> None:
    asked = {each.id: (each.scope, each.auto) for each in core_pack().questions}
    assert asked == {name: ("letter" if name[0] == "L" else "item", AUTO[row[4]]) for name, row in table().items()}
    assert len(asked) == 30


def test_every_question_has_help_evidence_a_check_unless_it_is_the_reviewers_and_options() -> None:
    for each in core_pack().questions:
        assert each.help
        assert each.evidence
        assert len(each.options) >= 2
        assert bool(each.check) == (each.auto != "none")


def test_every_authority_of_the_table_is_cited_and_marked_as_it_is_there() -> None:
    rows = table()
    for each in core_pack().questions:
        row = rows["I20" if rows[each.id][2] == "same" else each.id][2]
        cited = " ".join(authority.cite for authority in each.authorities)
        for section in SECTION.findall(row):
            assert section in cited, (each.id, section)
        marks = row.count("unverified")
        assert sum(not authority.verified for authority in each.authorities) == marks, each.id
        for name in re.findall(r"\b(?:Margaris|Hacker|Mackie|Heath|McAtee|Bowen)\b", row):
            assert name in cited


def test_the_kinds_of_answers_are_those_of_the_table() -> None:
    rows = table()
    for each in core_pack().questions:
        said, options = rows[each.id][1], {option.id for option in each.options}
        if said.startswith("YNU"):
            assert options == {"yes", "no", "unclear"} | ({"na"} if "NA" in said else set()), each.id
        if said == "tick list" or "multi" in said:
            assert each.kind == "ticks"
        if said.startswith("Y / N"):
            assert {"yes", "no"} <= options
            assert len(options) == said.count("/") + 1


def test_three_further_packs_are_read_beside_it() -> None:
    packs, problems = load_all([resources() / "checklists"])
    assert [pack.id for pack in packs] == ["core", "formulary", "plain", "therapy"]
    assert not problems


# Dates

DATES: Final = st.one_of(
    st.just(""), st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(date.isoformat), st.just("2016"), st.just("2016-12")
)
KEYS: Final = ("injury", "denied", "received", "assigned", "decided")


def _said(check: str, **given: str) -> Suggestion:
    evidence = letter(**{key: value for key, value in given.items() if value})
    said = suggest(check, Asked(evidence, 0, findings(evidence)))
    assert said is not None
    return said


@given(st.fixed_dictionaries(dict.fromkeys(KEYS, DATES)), st.sampled_from(["", "standard", "expedited"]))
def test_nothing_is_computed_from_a_date_that_is_not_given_and_nothing_is_called_invalid(
    given: dict[str, str], priority: str
) -> None:
    values = given | {"priority": priority}
    for check, keys in (
        ("application-in-time", ("denied", "received")),
        ("determination-in-time", ("assigned", "decided", "priority")),
    ):
        said = _said(check, **values)
        whole = all(values[key] if key == "priority" else len(values[key]) == 10 for key in keys)
        assert (said.answer == "not_computable") == (not whole)
        assert not re.search(r"\b(?:invalid|void)\b", said.sentence, re.IGNORECASE)
        if not whole:
            assert not re.search(r"\d{2}/\d{2}/\d{4}", said.sentence)
    evidence = letter(**{key: value for key, value in values.items() if value})
    known = {value for value in given.values() if len(value) == 10}
    for each in findings(evidence):
        assert "invalid" not in each.message.casefold()
        for month, day, year in re.findall(r"(\d\d)/(\d\d)/(\d{4})", each.message):
            assert f"{year}-{month}-{day}" in known


@given(st.dates(date(2010, 1, 1), date(2020, 1, 1)), st.integers(0, 400))
def test_late_is_called_late_and_still_stands(assigned: date, days: int) -> None:
    decided = assigned + timedelta(days)
    said = _said("determination-in-time", assigned=f"{assigned}", decided=f"{decided}", priority="standard")
    assert said.answer == ("yes" if days <= 30 else "no")
    assert ("it still stands" in said.sentence) == (days > 30)
