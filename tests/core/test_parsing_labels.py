"""Labels and headings as copies have them: misspelled, spaced, fused, broken, without a mark, or gone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from compose import Item, Letter, reading_of

from imr_desktop.model import Json, Reading

LETTER = Letter(
    items=(
        Item(
            ur="The Claims Administrator did not cite any medical evidence for its decision.",
            rationale="According to the notes there is no red flag. The request is not medically necessary.",
        ),
        Item(
            heading="Physical therapy, 12 visits",
            outcome="Overturned",
            ur="Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): Physical medicine treatment.",
            imr="The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines. "
            "Decision based on Non-MTUS Citation Official Disability Guidelines (ODG) Low Back, Physical therapy.",
            rationale="Twelve visits are within the guideline. The request is medically necessary.",
        ),
    )
)
TEXT = LETTER.text()
ITEM_LABELS = ("Claims Administrator guideline", "MAXIMUS guideline", "Decision rationale")
HEADER_LABELS = ("Case Number", "Date Assigned", "Date of Injury", "Decision Date", "UR Denial Date", "Priority")
CREDENTIALS = ("State(s) of Licensure", "Certification(s)/Specialty")
HEADINGS = (
    "HOW THE IMR FINAL DETERMINATION WAS MADE",
    "CLINICAL CASE SUMMARY",
    "IMR ISSUES, DECISIONS AND RATIONALES",
)
LABELS = (*ITEM_LABELS, *HEADER_LABELS, *CREDENTIALS)


def values(reading: Reading) -> list[dict[str, Json]]:
    return [{key: found.value for key, found in fields.items()} for fields in (reading.fields, *reading.items)]


PLAIN = values(reading_of(TEXT))


def relabelled(labels: tuple[str, ...], rewrite: Callable[[str], str], mark: str = ":") -> str:
    """The letter with each of the labels rewritten, and `mark` in the place of its colon."""
    text = TEXT
    for label in labels:
        text = re.sub(rf"{re.escape(label)}(:?)", lambda m: rewrite(m[0].strip(":")) + (mark if m[1] else ""), text)
    assert text != TEXT
    return text


def broken_in_a_word(label: str) -> str:
    return f"{label[:-4]} {label[-4:]}"


REWRITTEN: dict[str, Callable[[str], str]] = {
    "in capitals": str.upper,
    "in title case": str.title,
    "with a blank in a word": broken_in_a_word,
    "with blanks between all letters": lambda label: " ".join(label.replace(" ", "  ")),
    "without blanks": lambda label: label.replace(" ", ""),
    "over two lines": lambda label: label.replace(" ", "\n", 1),
    "with a bullet": lambda label: f"• {label}",
    "with i misread": lambda label: label.replace("i", "l"),
    "with o misread": lambda label: label.replace("o", "0"),
}


@pytest.mark.parametrize("rewrite", REWRITTEN.values(), ids=REWRITTEN)
@pytest.mark.parametrize("labels", [ITEM_LABELS, HEADER_LABELS, CREDENTIALS], ids=["item", "header", "credentials"])
def test_a_label_that_is_spelled_otherwise_costs_no_value(
    labels: tuple[str, ...], rewrite: Callable[[str], str]
) -> None:
    text = TEXT
    try:
        text = relabelled(labels, rewrite)
    except AssertionError:
        pytest.skip("these labels have no such letter")
    assert values(reading_of(text)) == PLAIN


@pytest.mark.parametrize("mark", [" :", ";", ".", " -", " –", "", "："], ids=repr)
@pytest.mark.parametrize("labels", [ITEM_LABELS, HEADER_LABELS, CREDENTIALS], ids=["item", "header", "credentials"])
def test_a_label_with_another_mark_or_none_costs_no_value(labels: tuple[str, ...], mark: str) -> None:
    assert values(reading_of(relabelled(labels, str, mark))) == PLAIN


@pytest.mark.parametrize(
    "rewrite",
    [
        str.title,
        broken_in_a_word,
        lambda heading: heading.replace(" ", ""),
        lambda heading: heading.replace(" AND ", " & "),
        lambda heading: heading.replace(" AND ", ", AND "),
        lambda heading: heading.replace("I", "l"),
        lambda heading: f"{heading}:",
        str.lower,
    ],
    ids="title blank fused ampersand comma misread colon lower".split(),
)
def test_a_heading_that_is_spelled_otherwise_costs_no_value(rewrite: Callable[[str], str]) -> None:
    text = TEXT
    for heading in HEADINGS:
        text = text.replace(heading, rewrite(heading))
    assert text != TEXT
    assert values(reading_of(text)) == PLAIN


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("MAXIMUS guideline:", "Physician Reviewer guidelines:"),
        ("MAXIMUS guideline:", "IMR guideline:"),
        ("Claims Administrator guideline:", "Claims Administrator's guideline:"),
        ("Claims Administrator guideline:", "UR guideline:"),
        ("Decision rationale:", "Rationale:"),
        ("Decision rationale:", "Rationale for the decision:"),
        ("State(s) of Licensure:", "States of Licensure:"),
        ("Certification(s)/Specialty:", "Board Certification(s)/Specialty:"),
        ("UR Denial Date:", "UR Decision Date:"),
        ("Date of Injury:", "DOI:"),
        ("Case Number:", "IMR Case No.:"),
        ("Decision Date:", "Date of Decision:"),
        ("The expert reviewer developed", "The physician reviewer developed"),
        (": Upheld", " - Upheld"),
        (": Upheld", " (Upheld)"),
        (": Overturned", "; OVERTURNED"),
        (": Overturned", " is: Over turned"),
    ],
)
def test_other_words_for_a_label_mean_the_same(printed: str, other: str) -> None:
    assert printed in TEXT
    assert values(reading_of(TEXT.replace(printed, other))) == PLAIN


def test_the_comparison_sees_a_label_that_nobody_knows() -> None:
    assert values(reading_of(TEXT.replace("Decision Date:", "Shelf Date:"))) != PLAIN


@pytest.mark.parametrize("label", ITEM_LABELS)
@pytest.mark.parametrize("left", ["", "\n"], ids=["on its line", "above its line"])
def test_a_part_whose_label_is_lost_is_told_by_what_it_says(label: str, left: str) -> None:
    reading = reading_of(re.sub(rf"{label}: ", left, TEXT))
    assert values(reading) == PLAIN
    assert "item-counts" in {flag.code for flag in reading.flags}
    sure = reading_of(TEXT).items[0]["rationale"].confidence
    assert all(item["rationale"].confidence < 0.9 * sure for item in reading.items)


def test_a_lost_label_of_one_item_leaves_the_others_as_sure_as_they_were() -> None:
    whole, damaged = reading_of(TEXT), reading_of(TEXT.replace("Decision rationale: ", "", 1))
    assert damaged.items[0]["rationale"].confidence < whole.items[0]["rationale"].confidence
    assert damaged.items[1]["rationale"].confidence == whole.items[1]["rationale"].confidence


def test_a_rationale_without_label_or_paragraph_does_not_run_into_the_citations() -> None:
    text = TEXT.replace("\n\nDecision rationale: According", " According")
    item = reading_of(text).items[0]
    assert item["imr_guideline.text"].value == PLAIN[1]["imr_guideline.text"]
    assert str(item["rationale"].value).startswith("According to the notes")


@pytest.mark.parametrize(
    "said",
    [
        "The decision rationale was asked for and not given.",
        "He was told of the MAXIMUS guideline and of its rationale.",
        "A note reads: rationale for decision unclear.",
    ],
)
def test_words_of_a_label_in_a_sentence_are_no_label(said: str) -> None:
    letter = Letter(items=(Item(rationale=f"{said} The request is not medically necessary."), Item()))
    first, second = reading_of(letter).items
    assert str(first["rationale"].value).startswith(said)
    assert second["request"].value == "MRI of the lumbar spine"


# --- heads and feet of pages -----------------------------------------------------------------------------------------

FEET = ["Final Determination Letter for IMR Case Number CM17-9900123 {}", "Final Determination Letter Page {}", "{}"]


def paged(foot: str, head: str = "") -> str:
    """The letter on several pages with a foot on each, one of which ends within the first rationale."""
    first, rest = TEXT.split("there is no red flag", 1)
    second, third = rest.split("Claims Administrator guideline", 1)
    pages = [f"{first}there is", f" no red flag{second}", f"Claims Administrator guideline{third}"]
    pages = [f"{page.strip()}\n\n{foot.format(number)}\n" for number, page in enumerate(pages, 1)]
    return "\f".join([pages[0], *(f"{head}\n{page}" if head else page for page in pages[1:])])


@pytest.mark.parametrize("foot", FEET)
def test_a_foot_on_every_page_is_in_no_value(foot: str) -> None:
    reading = reading_of(paged(foot))
    assert values(reading) == PLAIN
    assert not {flag.code for flag in reading.flags} & {"hole", "broken-off"}


def test_a_running_head_is_in_no_value() -> None:
    assert values(reading_of(paged("Page {}", "IMR Determination CM17-9900123"))) == PLAIN


def test_words_of_the_letter_that_begin_two_pages_are_no_running_head() -> None:
    text = TEXT.replace("THE IMR FINAL DETERMINATION WAS", "THE IMR\n\fFINAL DETERMINATION\n\fWAS")
    text = text.replace("The Final Determination was based", "The\n\fFinal Determination\n\fwas based")
    assert values(reading_of(text)) == PLAIN


def test_a_last_line_that_is_text_stays() -> None:
    text = TEXT.replace("no red flag. The", "no red flag in the chart of his visit no.\f7. The")
    assert "visit no. 7." in str(reading_of(text).items[0]["rationale"].value)


def test_a_foot_within_a_long_text_leaves_no_hole() -> None:
    told = "The notes tell of two visits to the clinic and of a plan to go on with walking each day of the week. " * 6
    text = Letter(summary=(told.strip(),)).text()
    middle = text.index("plan to go", text.index("The notes tell") + 200)
    paged = f"{text[:middle]}\n\nFinal Determination Letter Page 1\n\f{text[middle:]}"
    assert reading_of(text).flags == ()
    assert reading_of(paged).flags == ()
    assert reading_of(paged).fields["summary.text"].value == told.strip()
