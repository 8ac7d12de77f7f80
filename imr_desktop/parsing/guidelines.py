"""A guideline paragraph: what kind of authority it says the decision rests on, and each authority that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final, Literal

from imr_desktop.model import Found, Json
from imr_desktop.parsing.finders import Hit, absent, decide, pattern, split_at
from imr_desktop.parsing.lexicon import any_of
from imr_desktop.parsing.passage import Passage

Kind = Literal["mtus", "non_mtus"]

_CITES: Final = pattern(
    r"""\b(?:The[ ])?Decision[ ](?:(?:is|was)[ ])?based[ ](?:up)?on[ ](?:the[ ])?
        (?: (?P<non_mtus>Non[ -]?[ ]?MTUS[ ](?:Citations?:?[ ]?)?) | (?P<mtus>(?:CA[ ]|California[ ])?MTUS[:,]?[ ]) )
      | \band[ ](?P<also_non_mtus>Non[ -]?[ ]?MTUS[ ]Citations?:?[ ])"""
)
_OUTSIDE: Final = pattern(
    r"""\bdid[ ]not[ ]base[ ](?:their|its|his|her)[ ]decision[ ]on[ ]the[ ]MTUS
      | \bbased[ ](?:their|its|his|her)[ ]decision[ ]on[ ]recommendation\(?s?\)?[ ]outside"""
)
_NOTHING: Final = pattern(
    r"\bdid[ ]not[ ]cite[ ]any[ ](?:(?:medical|evidence[ -]based|specific)[ ]){0,2}(?:evidence|guidelines?|criteria)"
)


def read_guideline(side: str, paragraph: Passage | None) -> dict[str, Found]:
    """Basis and citations of one side (`ur` or `imr`) from the paragraph after its label."""
    basis_key, citations_key = f"{side}_guideline.basis", f"{side}_guideline.citations"
    if paragraph is None:
        return {basis_key: absent(basis_key, "no paragraph"), citations_key: absent(citations_key, "no paragraph")}
    cited, rule = list(_citations(paragraph)), "cites"
    if not cited and not _NOTHING.search(paragraph.text) and not _OUTSIDE.search(paragraph.text):
        cited, rule = list(_told_in_prose(paragraph)), "cites in prose"
    kinds = {kind for kind, _ in cited}
    if cited:
        values: list[Json] = [{"source": kind, "text": passage.text} for kind, passage in cited]
        spans = tuple(passage.span for _, passage in cited)
        basis: Json = "both" if len(kinds) == 2 else next(iter(kinds))
        return {
            basis_key: decide(basis_key, [Hit(basis, rule, (paragraph.span,))]),
            citations_key: decide(citations_key, [Hit(values, rule if len(cited) == 1 else "several cited", spans)]),
        }
    return {
        basis_key: decide(basis_key, list(_basis_without_citation(paragraph))),
        citations_key: decide(citations_key, [Hit([], "none cited")]),
    }


def _basis_without_citation(paragraph: Passage) -> Iterator[Hit]:
    if match := _NOTHING.search(paragraph.text):
        yield Hit("none", "cites nothing", (paragraph.group(match).span,))
    if match := _OUTSIDE.search(paragraph.text):
        yield Hit("non_mtus", "outside the MTUS", (paragraph.group(match).span,))


def _citations(paragraph: Passage) -> Iterator[tuple[Kind, Passage]]:
    """Each authority with its kind, in reading order."""
    openings = list(_CITES.finditer(paragraph.text))
    for opening, after in zip_longest(openings, openings[1:]):
        cited = paragraph.cut(opening.end(), after.start() if after else None, " .,;")
        kind: Kind = "mtus" if opening.lastgroup == "mtus" else "non_mtus"
        for passage in split_at(cited, _BREAKS[kind]):
            yield kind, passage


# --- where one citation ends and another begins ----------------------------------------------------------------------

_MTUS_TITLE: Final = r"""(?-i:
      (?: Forearm,[ ]Wrist,?[ ](?:and|&)[ ]Hand[ ]Complaints
        | [A-Z][\w/&'-]*(?:[ ][A-Za-z][\w/&'-]*){0,6} ) [ ](?:19|20)\d\d\b             # with its year
    | (?:ACOEM[ ]|(?<!Edition,[ ])(?<!\d\d\d\d\),[ ])(?<!Guidelines,[ ]))Chapter[ ]\d | ACOEM\b        # forms D and E
    | (?:Chronic[ ]Pain|Acupuncture|Opioids?|Post-?[Ss]urgical)[ ]
      (?:Medical[ ])?(?:Treatment[ ])?(?:Treatment|Guidelines?)\b
)"""
"""The beginning of an MTUS guideline's title."""

_AUTHORITY: Final = rf"""(?:
      Official[ ]Disability[ ]Guidelines? | ODG\b | Other[ ]Medical[ ]Treatment | https?:// | www\.
    | (?-i:ACOEM|MTUS|CA[ ]MTUS|FDA|CMS|AAOS|AMA|ASIPP|NIH|PubMed)\b
    | American[ ]{any_of("College | Academy | Association | Society | Heart | Pain | Medical")}
    | National[ ]{any_of("Guideline | Guidelines | Institute | Institutes | Library | Center")}
    | {any_of("Medscape | WebMD | UpToDate | Cochrane | Aetna | Cigna | Anthem | Blue Cross | Food and Drug")}
    | {any_of("Centers for | Mayo Clinic | Journal of | Work Loss Data | Goodman and Gilman | Goodman & Gilman")}
    | {any_of("Campbell | Washington State | Physicians Desk | Physician's Desk | Physicians' Desk")}
)"""
"""The beginning of an authority's name outside the MTUS."""

_REFERENCE: Final = r"(?:(?-i:[A-Z])[^;]{0,160}?(?:,|\b(?:19|20)\d\d\b|\bGuidelines?\b|\bChapter\b)|https?:|www\.)"
"""What begins another work in a list, or another chapter with its section, rather than another section of the same."""

_BREAKS: Final[dict[Kind, re.Pattern[str]]] = {
    "mtus": pattern(rf"(?<!Wrist) (?<!Forearm) (?: ,[ ](?:and[ ])? | ;[ ](?:and[ ])? | \.[ ] ) (?={_MTUS_TITLE})"),
    "non_mtus": pattern(
        rf"""
          (?: ,?[ ]and[ ] | \.[ ] | ,[ ] ) (?={_AUTHORITY})         # a joined authority
        | ;[ ](?:and[ ])? (?={_AUTHORITY}|{_REFERENCE})            # a list
        | (?<!\(ODG\))(?<!\bthe) [ ] (?=Official[ ]Disability[ ]Guidelines?\b)  # one title after another
        """
    ),
}


# --- in the prose of earlier years -----------------------------------------------------------------------------------

_RESTS_ON: Final = pattern(
    r"""\b(?:bas(?:ed|es)[ ](?:(?:its|their|his/her|his|her|the)[ ](?:decision|determination)[ ])?(?:up)?on
          |reli(?:ed|es)[ ](?:up)?on|cited|cites)[ ](?:the[ ])?(?P<value>(?:[^.]|\.(?![ ](?:The|Per)\b|\Z))+)"""
)
_PART_OF: Final = pattern(
    r""",?[ ](?:(?:which|that)[ ](?:is|are)[ ]|(?:and[ ])?is[ ])?(?P<no>not[ ])?(?:a[ ])?part[ ]of[ ]the[ ]
        (?:California[ ])?(?:MTUS|Medical[ ]Treatment[ ]Utilization[ ]Schedule)\b (?:,?[ ]and[ ](?:the[ ])?)?"""
)
_REASON: Final = pattern(r",?[ ](?:because|since|for|as)[ ](?:the|it|this|that|there)\b.*")
_OF_THE_MTUS: Final = pattern(
    r"""\b(?:MTUS|Medical[ ]Treatment[ ]Utilization[ ]Schedule|ACOEM\b.{0,80}\b2004|Complaints
        |Chronic[ ]Pain[ ]Medical[ ]Treatment|Post-?[ ]?surgical[ ]Treatment|Acupuncture[ ]Medical[ ]Treatment)\b"""
)
_OUTSIDE_TITLE: Final = pattern(_AUTHORITY)
"""By their titles, authorities that are part of the MTUS, and such as are not."""
_SAID: Final = pattern(r"\b(?:is|are|was|were|has|have|did|does|found|used|based|relied|cited)\b")
"""What a sentence has and a bare title has not."""
_BARE: Final = pattern(r"\A(?P<value>(?:[^.]|\.(?![ ](?:The|This|It|These|Because|In)[ ]|\Z))+)")


def _told_in_prose(paragraph: Passage) -> Iterator[tuple[Kind, Passage]]:
    """What sentences such as "The reviewer based his/her decision on X, which is part of the MTUS" cite."""
    if (bare := _BARE.match(paragraph.text)) and not _SAID.search(bare["value"]):
        told = [paragraph.group(bare, "value", " ,;.")]
    else:
        told = [paragraph.group(match, "value", " ,;.") for match in _RESTS_ON.finditer(paragraph.text)]
    for each in told:
        begin = 0
        for part in _PART_OF.finditer(each.text):
            yield "non_mtus" if part["no"] else "mtus", each.cut(begin, part.start(), " ,;.")
            begin = part.end()
        reason = _REASON.search(each.text)
        title = each.cut(0, reason.start() if reason else None, " ,;.")
        if not begin and (kind := _kind_of(title.text)):
            yield kind, title


def _kind_of(title: str) -> Kind | None:
    """Which kind of authority a title names; None where it does not show."""
    if _OF_THE_MTUS.search(title):
        return "mtus"
    return "non_mtus" if _OUTSIDE_TITLE.match(title) else None
