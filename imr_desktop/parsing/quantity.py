"""The amount in a heading: the stretch from its first to its last amount, dosing directions included."""

from __future__ import annotations

import re
from typing import Final

from imr_desktop.model import Found
from imr_desktop.parsing.finders import Hit, decide, pattern
from imr_desktop.parsing.lexicon import NUMBER_WORD, any_of
from imr_desktop.parsing.passage import Passage

_NUMBER: Final = rf"""(?: (?<![\d.,/-])\d{{1,4}}(?:\.\d+)?(?![\d%]|/\d) | (?<![\w-]){NUMBER_WORD}\b )
    (?:[ ]?-[ ]?\d{{1,3}}(?:\b|(?=x)))? (?:[ ]?\(\d{{1,3}}\))?"""
"""A number or a range, in digits or words, its digits perhaps repeated in brackets; no strength (`10/325`, `5%`)."""
_PERIOD: Final = r"(?:days?|nights?|weeks?|wks?|months?|mos|hours?|hrs?|minutes?|years?)\b"
_THING: Final = any_of(
    "session | visit | treatment | tablet | tab | capsule | cap | pill | refill | tube | bottle | container | unit"
    "| pair | pack | packet | vial | syringe | dose | course | set | application | injection | gm | gram | ounce | roll"
    "| bag | piece | jar | inhaler | kit | view | follow-up | count | pen | allergen | ampule | cartridge | strip"
    "| lancet | electrode | suppository | lozenge | can | pad | sample | specimen | meal | trip | mile | round"
    "| cycle | film | quadrant"
    "| needle | sensor | puff | spray | drop | implant | plug | crown | month supply | stocking | garment | battery"
)
_COUNTED: Final = rf"(?: {_PERIOD} | (?:{_THING}s?|box(?:es)?|patch(?:es)?|series|ml|cc|g|oz)\b )"
_MORE: Final = any_of(
    "total | additional | more | initial | consecutive | further | extra | office | outpatient | home | separate"
    "| individual | weekly | monthly | daily | full | half | business | calendar | post-op | postoperative"
)
"""What may stand between a number and the thing it counts."""
_USE: Final = r"(?: (?:[ ]home)?[ ](?:rental|supply|trial|use|course|purchase)\b )?"
_OFTEN: Final = rf"""(?:
      (?: once | twice | thrice | {_NUMBER}(?:[ ]?(?:x|times?|visits?|sessions?|hours?|hrs?|days?|tablets?|tabs?))? )
        [ ]?(?:per|an?|each|every|/|x)[ ]? (?:day|week|wk|month|year|visit|night)\b
    | {_NUMBER} [ ]?(?:x|times?)?[ ]? (?:daily|weekly|monthly|nightly)\b
    | (?:once|twice)[ ] (?:daily|weekly|monthly|nightly)\b
    | every [ ] (?:{_NUMBER}[ ])? (?:to[ ]{_NUMBER}[ ])? {_PERIOD}
)"""
"""How often: "2 times a week", "three times weekly", "twice daily", "every 6 hours"."""

_NO_COUNT: Final = rf"""(?! [-/] | [- ]?
    {any_of("phase | level | dimension | point | wheel | step | tesla | lead | channel | panel | drug | ply | way")}
    | [- ]?{any_of("part | stage | foot | inch | year | vessel | mg | mcg | percent")} )"""
"""Numbers that count no amount: a three phase bone scan, a 1.5 Tesla magnet, a two level fusion."""

_PACKAGE: Final = r"(?:(?:tab(?:let)?|cap(?:sule)?|pill|tube|bottle)s?|box(?:es)?|patch(?:es)?)"

_AMOUNTS: Final = {
    "quantity": r"\b(?:qty|quantity)\b (?:[ ]of)? [ ]?[.:]?[ ]? \(?\#?\d+(?:\.\d+)?\)?"
    rf"(?:[ ]{_COUNTED})?",
    "number sign": rf"\#[ ]?\d+(?:\.\d+)? (?:[ ]{_PACKAGE}\b)?",
    "day supply": r"\bday[ ]supply [ ]?:?[ ]? \d+",
    "refills": r"\brefills? [ ]?:?[ ]?(?:x[ ]?)? \d+",
    "series of so many": rf"\b(?:series|sets?|box|bottle|pack|package)[ ]of[ ]{_NUMBER}(?:[ ]{_COUNTED})?",
    "by mouth": rf"{_NUMBER} [ ](?:{_PACKAGE}[ ])? (?:by[ ]mouth|orally|po)\b (?:[ ]{_OFTEN})?",
    "so often": _OFTEN,
    "so many times": rf"\b\d+[ ]?(?:x|×|times)[ ]?{_NUMBER} (?:[ ]?{_COUNTED})? {_USE}",
    "times so many": rf"""(?:\b(?:(?:daily|weekly|monthly)[ ])?(?:x|times)|×)[ ]?{_NUMBER} (?:[ ]?-?{_COUNTED})? {_USE}
        | (?<=[ ])x\d+\b""",
    "so many units": rf"\(? {_NUMBER} [ ]?-?[ ]? (?:{_MORE}[ ]){{0,2}} {_COUNTED} (?:[ ]{_PACKAGE}\b)? {_USE} \)?",
    "number before its noun": rf"{_NUMBER} (?= (?:[ ][a-z/&-]+){{1,4}} [ ](?:sessions|visits|treatments)\b)",
    "number at the end": r"(?<=,[ ])\d+$",
    "number at the start": rf"^\(?{_NUMBER}\)? {_NO_COUNT} (?=[ ])",
    "number in brackets": r"\(\d{1,3}(?:[ ]total)?\)",
}
"""Amounts by the way they are written."""

_AMOUNT: Final = pattern(
    r"(?=[\d\#(×bdefmnoqrstwx]) (?:"
    + " | ".join(f"(?P<{name.replace(' ', '_')}>{written})" for name, written in _AMOUNTS.items())
    + ")"
)
_MAY_TELL: Final = re.compile(rf"\d|\b(?:{NUMBER_WORD}|once|twice|thrice|every)\b")
"""What every amount has, in lower case."""

_NO_AMOUNT: Final = pattern(
    r"""\b(?:tooth|teeth|site|quadrant|digit|ribs?|ray|toe|finger|grade|stage|type|level|phase|class|schedule|zone|part
            |codes?|ICD-?10|CPT|HCPCS|section|chapter|page|drug[ ]classes)[ ]
         (?:of[ ])? (?:\#?\d+(?:\.\d+)?[A-Z]? (?:,[ ](?:and[ ])?|[ ](?:and|through|to|-)[ ]|-)?){1,8}
      | \b(?:follow[ -]?up|return|re-?check|re-?evaluat\w+
          |re-?examin\w+)\b [^,;()]{0,60} [ ]in[ ](?:\w+[ ]to[ ])?[\w-]+[ ](?:days|weeks|months)\b
      | \b(?:Tylenol|acetaminophen[ ]with[ ]codeine|APAP[ ]w/?[ ]codeine)[ ](?:\#|No\.?[ ])?[ ]?[34]\b
      | \b(?:omega|vitamin|CO|Co-?Q|PHQ|GAD)[ -]?(?:[A-Z]-?)?\d{1,3}\b | \b(?:B-?(?:6|12)|D-?3|T[34])\b
      | \b\d+[ -]?(?:D|T|Tesla|lead|channel|panel|drug(?:[ ]class(?:es)?)?|level|point|phase|dimensional|wheel(?:ed)?
            |compartment|hour[ ](?:urine|Holter|EEG|monitor\w*|blood|pH)|minute[ ]walk|slice|gauge|ply|way)\b (?!s)"""
)
"""Numbers that belong to a name: teeth, ribs, "Tylenol #3", "vitamin B12", a 12-lead electrocardiogram."""

_BRACKETED: Final = pattern(r"\A\([^()]*\)\Z")
_KEY: Final = "quantity"


def read_quantity(request: Passage) -> Found:
    """The request's quantity, verbatim; a drug's strength is none."""
    if not _MAY_TELL.search(request.text.lower()):
        return decide(_KEY, [])
    found = list(_AMOUNT.finditer(_NO_AMOUNT.sub(lambda named: "~" * len(named[0]), request.text)))
    while found and found[0].lastgroup == "number_in_brackets":
        found.pop(0)
    if not found:
        return decide(_KEY, [])
    stretch = request.cut(found[0].start(), _with_bracket(request.text, found[0].start(), found[-1].end()), " ,;")
    if stretch.text.count("(") != stretch.text.count(")") or _BRACKETED.match(stretch.text):
        stretch = stretch.cut(0, None, " ,;()")
    rule = (found[0].lastgroup or "").replace("_", " ") if len(found) == 1 else "from first to last"
    return decide(_KEY, [Hit(stretch.text, rule, (stretch.span,))])


def _with_bracket(text: str, start: int, end: int) -> int:
    """Where a stretch ends that takes in the bracket that closes right after it one of its own."""
    return end + 1 if text[end : end + 1] == ")" and text.count("(", start, end) > text.count(")", start, end) else end
