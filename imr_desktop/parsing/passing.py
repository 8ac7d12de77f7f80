"""Measures that the prose tells in passing: a sentence names them as done, and neither asks for them nor denies them.

"Mirror therapy gave modest gains", "gritty despite artificial tears": no opening words say that treatment is listed.
What decides is what the sentence is not: a request, a plan, a refusal, a finding, a tale of other people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from imr_desktop.dates import MONTH_NAME
from imr_desktop.parsing.finders import has_any, pattern
from imr_desktop.parsing.lexicon import any_of
from imr_desktop.parsing.measures import UNRELATED, may_name_any, measures, words_of
from imr_desktop.parsing.passage import Passage
from imr_desktop.parsing.vocabulary import table

_NOT_YET: Final = frozenset(table("measures")["not_yet"])
_NOT_YET_EITHER: Final = pattern(
    rf"""\b(?: (?-i:UR|may) | history[ ]of|(?:surgical|medical|past|family)[ ]history
        | {any_of("claims administrator | prior review | previous review | prior to | non certified")}
        | until(?![ ](?:(?:the|about|late|early|mid)[ -])?(?:\d|{MONTH_NAME}|spring|summer|fall|winter))
        | (?:is|was|are|were)[ ]to[ ](?:receive|undergo|have|begin|start|get|be|attend) )\b"""
)
"""The same in several words, or told from another word by its letters alone."""
_EITHER_CUES: Final = ("ur", "may", "history", "administrator", " review", "prior to", "non certified", " to ", "until")

_NEVER_DONE: Final = pattern(
    r"""(?: \b(?:no|not|never|nor|denie[sd]|lack\w*|absence[ ]of|instead[ ]of|rather[ ]than|awaiting)\b | n't\b
          | \bwithout\b(?![ ](?:the[ ])?us(?:e|age)\b) ) [^,;:]{0,60} \Z"""
)
_NOT_DONE: Final = pattern(
    r"""\A[ ]?:[ ]?(?:none|no|never|n/a|denied|deferred)\b
      | \A[^,;]{0,40}? \b(?:not|never)[ ](?:yet[ ])?(?:been[ ])?
        (?:done|performed|obtained|taken|tried|given|started|begun|attended|provided|reported|available|included
          |submitted|noted|stated|documented|completed|received|used|undertaken|carried)\b"""
)
"""What stands before or after a measure that there was none of."""

_FOUND: Final = pattern(
    r"""(?<!records[ ])(?<!notes[ ])(?<!file[ ])(?<!chart[ ])
        \b(?:show(?:s|ed|ing|n)?|reveal\w*|demonstrat\w*|document\w*|disclos\w*
          |consistent[ ](?:with|for)|evidence[ ]of|(?:posi|nega)tive[ ]for)\b"""
)
"""After these words a study's findings stand, and old operations among them."""
_FOUND_CUES: Final = ("show", "reveal", "demonstrat", "document", "disclos", "consistent", "evidence of", "tive for")
_SIGN: Final = pattern(r"\A[ ](?:is|was|were|are)?[ ]?(?:positive|negative|painful|equivocal|tender|intact)\b")
"""After a test that is made by hand at a visit: "ulnocarpal stress test is painful"."""
_REFERRED: Final = pattern(r"\bconfirm\w*[ ](?:an?|the|by)[ ]\Z")
"""Before another study that is only referred to: "confirming an MRI"."""

_LABELS: Final = frozenset("injection injections surgery surgeries blocks shots inhalers".split())
"""What is no measure by itself before a colon: the measures are named after it."""

_VERB: Final = pattern(
    rf"""\b(?:\w\w+ed|{any_of("is | are | was | were | has | had | have | takes | took | taken | uses | wears")}
        |{any_of("attends | receives | sees | tolerates | remains | continues | performs | applies | benefits")}
        |{any_of("wore | worn | gave | gives | given | help | helps | underwent | undergone | did | does | put")}
        |brought|made
        |{any_of("despite | after | since | on | with | began | begun | got | ran | saw | shows | show")})\b"""
)
_NOTED: Final = re.compile(r"\d/\d{2}|\d{4}|:")
"""What tells that something was done: a verb, or a note's date. A bare list may as well be a plan that goes on."""

_WALKS: Final = pattern(r"\b(?:gait|ambulat\w+|walk(?:s|ed|ing)?|transfer\w*)\b")
"""A sentence on how somebody walks; the stick that is leant on is a finding there."""


def told_in_passing(sentence: Passage) -> Iterator[Passage]:
    """The measures that a sentence names as done."""
    told = words_of(sentence.text)
    if not _NOT_YET.isdisjoint(told) or not may_name_any(told):
        return
    lowered = sentence.text.lower()
    if has_any(lowered, _EITHER_CUES) and _NOT_YET_EITHER.search(sentence.text):
        return
    if not _NOTED.search(sentence.text) and not _VERB.search(sentence.text):
        return
    found = _FOUND.search(sentence.text) if has_any(lowered, _FOUND_CUES) else None
    for each in measures(sentence):
        before, after = sentence.text[: each.start], sentence.text[each.end :]
        if found and found.start() < each.start and ";" not in before[found.start() :] and not _REFERRED.search(before):
            continue
        if each.name.text.lower().endswith("test") and (_SIGN.match(after) or _SIGN.match(f" {before[-9:]}")):
            continue
        if after.startswith(":") and each.name.text.lower() in _LABELS:
            continue
        if (each.kind == "device" and _WALKS.search(sentence.text)) or before.count("(") > before.count(")"):
            continue
        if not (_NEVER_DONE.search(before) or _NOT_DONE.search(after) or UNRELATED.search(each.name.text)):
            yield each.name
