"""The review memo as the attorney gets it: on one page, what is amiss first, and nothing told that was dismissed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from reviewing import add_letter, add_sample, answer_all, give_answers, the_finding

from imr_desktop import source
from imr_desktop.checklist.packs import Question
from imr_desktop.checklist.review import asked_of
from imr_desktop.export.memo import PAGE
from imr_desktop.model import Json, Slot
from imr_desktop.source.writing import LETTER, Paragraph, Run, fit_a_page
from imr_desktop.workspace import Workspace

LONGEST = {"CM17-0009441", "CM17-0010006"}
"""Published letters of eight and of six items."""
SERVICES = """\
Lumbar corset; MRI of the lumbar spine; Physical therapy 8 visits; Acupuncture 6 visits; Urine drug test; Front wheeled
walker; Cold pack; Serum creatinine; Chiropractic 8 visits; Functional capacity evaluation; Home health aide; Naproxen
550mg #60; EMG of the right leg; NCV of the right leg; X-ray of the left knee; Lidocaine patch 5% #30; TENS unit; Spine
surgery consultation; Omeprazole 20mg #60; Epidural steroid injection at L4-5; Gym membership for one year""".split(";")
SUMMARY = """\
CLINICAL CASE SUMMARY

The injured worker is a 44 year old male who hurt his low back on 3-2-2015. He was diagnosed with a lumbar strain.
Treatment has included physical therapy and medication. On 5-1-2015 he complained of low back pain.

IMR ISSUES, DECISIONS AND RATIONALES

The Final Determination was based on decisions for the disputed items/services set forth below:

"""
ITEM = """\
{service}: Upheld

Claims Administrator guideline: Decision based on MTUS Shoulder Complaints 2004.

MAXIMUS guideline: Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies.

Decision rationale: The guideline asks for red flags, and there is no documentation of physical therapy. The request for
{service} is not medically necessary.

"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library.imr", who="ann") as opened:
        yield opened


@pytest.fixture
def case(workspace: Workspace) -> int:
    return add_sample(workspace)


def long_letter(workspace: Workspace) -> int:
    """A letter of 21 disputed items, each with something that does not fit."""
    named = [" ".join(service.split()) for service in SERVICES]
    case = add_letter(workspace, "long.txt", (SUMMARY + "".join(ITEM.format(service=each) for each in named)).encode())
    assert len(workspace.case(case).items) == 21
    return case


def pages(workspace: Workspace, folder: Path) -> list[str]:
    """The text of each page of the only case's memo."""
    workspace.export("memo-pdf", folder / "memos.zip", force=True)
    with ZipFile(folder / "memos.zip") as packed:
        [name] = packed.namelist()
        read = source.read(name, packed.read(name))
    return [" ".join(read.text[page.start : page.end].split()) for page in read.pages]


def word_document(workspace: Workspace, folder: Path) -> str:
    workspace.export("memo-docx", folder / "memos-docx.zip", force=True)
    with ZipFile(folder / "memos-docx.zip") as packed:
        return ZipFile(io.BytesIO(packed.read(packed.namelist()[0]))).read("word/document.xml").decode()


def test_a_memo_tells_disposition_findings_answers_and_that_it_is_no_legal_advice(
    workspace: Workspace, case: int, tmp_path: Path
) -> None:
    answer_all(workspace, case)
    workspace.judge(case, the_finding(workspace, case), "accepted")
    workspace.sign_off(case, "deficient", ["5"])
    [text] = pages(workspace, tmp_path)
    for words in (
        "Not legal advice",
        "Deficient, Labor Code 4610.6(h) (5) plainly erroneous finding of fact. ann,",
        "The header puts the injury on 11/04/2016, the summary on 11/14/2016. [accepted]",
        "9792.10.6(e) (unverified);",
        "L04 Do the header's dates agree with those in the summary (injury, UR decision)? Yes.",
    ):
        assert words in text


def test_a_memo_leaves_out_what_was_dismissed_and_counts_it(workspace: Workspace, case: int, tmp_path: Path) -> None:
    workspace.judge(case, the_finding(workspace, case), "dismissed", "A slip of the pen.")
    document = word_document(workspace, tmp_path)
    assert "Not legal advice" in document
    assert "not signed off" in document
    assert "puts the injury on" not in document
    assert "1 dismissed" in document


def test_an_answer_that_something_is_amiss_is_set_out_with_passage_and_authority(
    workspace: Workspace, case: int, tmp_path: Path
) -> None:
    answer_all(workspace, case, amiss=["L04"])
    [text] = pages(workspace, tmp_path)
    told = text[text.index("Answers that matter") : text.index("Nothing amiss, the letter")]
    assert re.search(r"L04: No\. .+ \[Labor Code 4610\.6\(h\)\(5\)\] “Date of Injury: 11/04/2016”", told)
    assert "L03" not in told
    assert "L04" not in text[text.index("Nothing amiss, the letter") :]


def test_an_answer_with_a_note_is_set_out_too(workspace: Workspace, case: int, tmp_path: Path) -> None:
    answer_all(workspace, case)
    question = next(each for each in workspace.packs[0].questions if each.id == "L03")
    workspace.note(case, workspace.case(case).value(question.key).slot, "By the postmark.")
    [text] = pages(workspace, tmp_path)
    assert "L03: Yes, in time." in text
    assert "Note: By the postmark." in text


@pytest.mark.parametrize("name", ["CM17-9900001.pdf", "CM17-9900002.pdf", "form-d-neck-pain.pdf"])
def test_a_case_of_few_items_has_a_memo_of_one_page(workspace: Workspace, name: str, tmp_path: Path) -> None:
    case = add_sample(workspace, name)
    answer_all(workspace, case, amiss=["L03", "L05", "I17", "I23", "I26", "I28"])
    for each in workspace.check(workspace.case(case)).findings:
        workspace.judge(case, each, "accepted")
    assert 1 <= len(workspace.case(case).items) <= 3
    assert len(pages(workspace, tmp_path)) == 1


def test_a_case_of_many_items_has_its_summary_on_the_first_page(workspace: Workspace, tmp_path: Path) -> None:
    case = long_letter(workspace)
    answer_all(workspace, case, amiss=["I25"])
    first, *_ = pages(workspace, tmp_path)
    assert "Not legal advice" in first
    assert "Disposition: not signed off." in first
    assert "Upheld (21 of 21): 1 Lumbar corset;" in first
    assert "21 Gym membership for one year" in first
    assert "At a glance:" in first
    assert "What does not fit" in first


def of_different_items(workspace: Workspace, count: int) -> int:
    """A letter of so many items that no answer, finding or rationale of which is quite like another."""
    reasons = ("physical therapy", "medication", "conservative treatment", "previous therapy", "treatment rendered")
    rationale = "There is no documentation of {absent} for entry {number}. Nothing of {words} was tried. "
    items = [
        ITEM.format(service=" ".join(service.split())).replace(
            "The guideline asks for red flags, and there is no documentation of physical therapy. ",
            rationale.format(
                absent=reasons[number % len(reasons)], number=number, words=" ".join(f"w{number}{n}" for n in range(40))
            ),
        )
        for number, service in enumerate(SERVICES[:count], 1)
    ]
    case = add_letter(workspace, "different.txt", (SUMMARY + "".join(items)).encode())
    answers: list[tuple[Question, int, Json]] = []
    for number, (question, item) in enumerate(asked_of(workspace.packs, workspace.case(case))):
        fitting = [each.id for each in question.options]
        chosen = fitting[number % 3 % len(fitting)]
        answer: Json = {row.id: chosen for row in question.rows} if question.rows else chosen
        answers.append((question, item, [chosen] if question.kind == "ticks" else answer))
    give_answers(workspace, case, answers)
    for each in workspace.check(workspace.case(case)).findings:
        workspace.judge(case, each, "accepted")
    return case


@pytest.mark.parametrize("count", [1, 4, 6, 8])
def test_a_case_of_up_to_eight_items_has_a_memo_of_one_page(workspace: Workspace, count: int, tmp_path: Path) -> None:
    case = of_different_items(workspace, count)
    assert len(workspace.case(case).items) == count
    workspace.sign_off(case, "deficient", ["5"])
    [text] = pages(workspace, tmp_path)
    assert text.count("Not legal advice") == 1
    assert "Annex" not in text
    assert "pageBreakBefore" not in word_document(workspace, tmp_path)


def test_the_memos_of_the_published_letters_with_most_items_have_one_page(
    workspace: Workspace, published: list[Path], tmp_path: Path
) -> None:
    longest = [path for path in published if path.stem in LONGEST]
    assert longest
    for path in longest:
        case = add_letter(workspace, path.name, path.read_bytes())
        checked = workspace.check(workspace.case(case))
        answers: list[tuple[Question, int, Json]] = []
        for number, (question, item) in enumerate(asked_of(workspace.packs, workspace.case(case))):
            said = checked.suggestions.get(Slot(item, question.key))
            if said and said.answer is not None:
                answers.append((question, item, said.answer))
            elif not question.rows:
                chosen = question.options[number % 2].id
                answers.append((question, item, [chosen] if question.kind == "ticks" else chosen))
        give_answers(workspace, case, answers)
        for each in checked.findings:
            workspace.judge(case, each, "accepted")
    workspace.export("memo-pdf", tmp_path / "memos.zip", force=True)
    with ZipFile(tmp_path / "memos.zip") as packed:
        counts = {name: len(source.read(name, packed.read(name)).pages) for name in packed.namelist()}
    assert set(counts.values()) == {1}, counts


def test_what_no_page_holds_has_a_whole_memo_on_the_first_and_an_annex_titled_so(
    workspace: Workspace, tmp_path: Path
) -> None:
    case = of_different_items(workspace, 21)
    question = next(each for each in workspace.packs[0].questions if each.id == "I25")
    for item in workspace.case(case).items:
        workspace.note(case, Slot(item, question.key), f"Of item {item} there is this to say: {'more ' * 40}")
    first, *annex = pages(workspace, tmp_path)
    assert annex
    for words in ("Not legal advice", "Disposition: not signed off.", "Upheld (21 of 21)", "What does not fit"):
        assert words in first
    assert "Answers that matter" in first
    assert "The annex has every finding" in first
    assert "Annex to the review memo" not in first
    assert annex[0].startswith("Annex to the review memo:")
    assert "Authorities of these" in " ".join(annex)
    assert word_document(workspace, tmp_path).count("pageBreakBefore") == 1


def test_what_is_the_same_of_many_items_is_told_once(workspace: Workspace, tmp_path: Path) -> None:
    case = long_letter(workspace)
    answer_all(workspace, case, amiss=["I25"])
    text = " ".join(pages(workspace, tmp_path))
    assert text.count("I25, all items: Stated only.") == 1
    assert text.count("the letter tells of: physical therapy") == 1


def test_a_required_question_without_an_answer_is_named(workspace: Workspace, case: int, tmp_path: Path) -> None:
    [text] = pages(workspace, tmp_path)
    assert "Required and not answered: L01, L02, L03" in text
    answer_all(workspace, case)
    [text] = pages(workspace, tmp_path)
    assert "Required and not answered" not in text


def test_the_word_document_is_set_as_the_pdf_is(workspace: Workspace, case: int, tmp_path: Path) -> None:
    document = word_document(workspace, tmp_path)
    assert f'<w:sz w:val="{round(2 * PAGE.size)}"/>' in document
    assert f'w:line="{round(20 * PAGE.leading)}" w:lineRule="exact"' in document
    assert f'w:top="{round(20 * PAGE.margin)}"' in document


def test_a_page_that_is_too_full_is_noticed() -> None:
    """The control of the pages counted above."""
    lines = [Paragraph((Run("word " * 10),), tight=True)] * 46
    assert fit_a_page(lines, LETTER)
    assert not fit_a_page([*lines, lines[0], lines[0]], LETTER)
    assert fit_a_page([*lines, lines[0], lines[0]], PAGE)
