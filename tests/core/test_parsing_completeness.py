"""Letters that have lost part of their text: none is read without a flag that says so."""

from __future__ import annotations

import re

import pytest
from compose import Item, Letter, reading_of

LONG = (
    "The guideline asks for a documented course of care before a device is given out for use at home. "
    "The notes tell of two visits and of a plan to go on with stretching and with walking each day. "
    "No trial under supervision was noted and no change in function was measured after any of them. "
    "The records hold no reason why the usual care would not do, and the worker is back at her desk. "
    "Her own physician wrote that she was improving and that pain had stopped to wake her at night. "
    "As such, the request is not medically necessary."
)
WHOLE = Letter(items=(Item(), Item(heading="TENS unit", rationale=LONG)))


def codes(text: str) -> set[str]:
    return {flag.code for flag in reading_of(text).flags}


def test_a_whole_letter_has_no_flag() -> None:
    assert codes(WHOLE.text()) == set()


@pytest.mark.parametrize(
    ("lost", "code"),
    [
        ("HOW THE IMR FINAL DETERMINATION WAS MADE\n", "missing-heading"),
        ("CLINICAL CASE SUMMARY\n", "missing-heading"),
        ("IMR ISSUES, DECISIONS AND RATIONALES\n", "missing-heading"),
        ("The Final Determination was based on decisions for", "missing-heading"),
        ("The expert reviewer was\nselected based on|The expert reviewer was selected based on", "missing-text"),
        ("Decision rationale: No", "item-counts"),
        ("TENS unit: Upheld", "item-counts"),
        ("Date Assigned: 01/19/2017", "missing-values"),
        ("State(s) of Licensure: Nevada, Ohio", "missing-values"),
        (" is not medically necessary.\n\nTENS", "broken-off"),
        ("No red flag is documented. The request is not medically necessary.", "missing-text"),
    ],
)
def test_what_the_form_always_prints_and_is_gone_is_flagged(lost: str, code: str) -> None:
    text = WHOLE.text()
    damaged = re.sub(
        "|".join(map(re.escape, lost.split("|"))), "\n\nTENS" if "TENS" in lost[-5:] else "", text, count=1
    )
    assert damaged != text
    assert code in codes(damaged)


def test_an_empty_line_in_mid_sentence_is_flagged() -> None:
    assert "hole" in codes(WHOLE.text().replace("the worker is", "the worker\n\nis"))


def test_a_line_that_breaks_too_early_is_flagged() -> None:
    assert "hole" in codes(WHOLE.text().replace("The notes tell of", "The notes\ntell of"))


def test_marks_of_characters_that_were_not_decoded_are_flagged() -> None:
    assert "undecoded" in codes(WHOLE.text().replace("No red flag", "No (cid:12)(cid:40) flag"))


def test_an_item_count_that_disagrees_is_told_in_numbers() -> None:
    flags = reading_of(WHOLE.text().replace("MAXIMUS guideline:", "", 1)).flags
    (message,) = (flag.message for flag in flags if flag.code == "item-counts")
    assert message.startswith("The letter has 2 headings with an outcome, 2 paragraphs on the claims administrator's")
    assert "1 on the reviewer's and 2 rationales" in message


def test_a_lost_heading_loses_no_item() -> None:
    damaged = WHOLE.text().replace("IMR ISSUES, DECISIONS AND RATIONALES\n", "")
    assert [item["request"].value for item in reading_of(damaged).items] == ["MRI of the lumbar spine", "TENS unit"]
