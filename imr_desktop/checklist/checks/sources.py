"""Guidelines: whether what is cited fits the request, was in force, and agrees with the reasons given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from imr_desktop.checklist.evidence import UR_DATE, Evidence, Sentence, Side, american
from imr_desktop.checklist.lexicon import CURATED, drugs_of, named, studies
from imr_desktop.checklist.registry import Raise, check
from imr_desktop.model import Finding, Quote
from imr_desktop.parsing.finders import has_any, pattern
from imr_desktop.parsing.vocabulary import table

_WHO: Final[dict[Side, str]] = {"ur": "UR", "imr": "The reviewer"}
_CHAPTERS: Final = tuple(
    (each["title"], tuple(each["words"]), frozenset(each["parts"])) for each in table("chapters")["chapter"]
)


_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")
"""What a section explains of itself, such as the nerves that a block is for, names no chapter."""


@lru_cache(maxsize=64)
def chapter_of(citation: str) -> tuple[str, frozenset[str]] | None:
    """The title of a cited chapter and the parts of the body that it is for, those of its own words included."""
    folded = _IN_BRACKETS.sub(" ", citation).casefold().split("section(s)")[0]
    for title, words, parts in _CHAPTERS:
        if any(word in folded for word in words):
            return title, parts | named("part", citation)
    return None


def listed(names: list[str]) -> str:
    """`a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


# --- does the citation fit the request -------------------------------------------------------------------------------


@check("chapter-of-another-part", "serious")
def chapter_of_another_part(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether each cited chapter is for a part of the body that the request is about."""
    for item in evidence.items:
        for side in _WHO:
            if wrong := _misfits(evidence, side, item):
                yield _misfit(evidence, found, side, item, wrong[0])


def _misfits(evidence: Evidence, side: Side, item: int) -> list[str]:
    """The chapters that a side cites for no part of the body that the request, or else the summary, is about."""
    if "electrodiagnostic testing" in studies(evidence.words("request", item)):
        return []  # a nerve is tested in the limb for a complaint of the spine
    parts, told = frozenset(evidence.names("body_parts", item)), evidence.summary.named("part")
    about = _about(parts) or told
    if evidence.value("category", item) == "DMEPOS":
        about = parts | told  # a knee scooter is for the foot
    cited = evidence.citations(side, item)
    if not parts and not _is_of_a_part(evidence, item):
        cited = [(source, text) for source, text in cited if source == "mtus"]
    chapters = [chapter for _, text in cited if not _ANY_PART.search(text) and (chapter := chapter_of(text))]
    return [title for title, covers in chapters if about and not covers & about]


_ANY_PART: Final = pattern(
    r"""\b(?: pre-?[ ]?operative | hospital[ ]length | transportation | home[ ]health | durable[ ]medical
        | gym[ ]memberships? | office[ ]visits? | venous[ ]thrombosis )\b"""
)
"""Sections that the ODG keeps in one chapter for all parts of the body."""


def _is_of_a_part(evidence: Evidence, item: int) -> bool:
    """Whether a request that names no part is for one all the same; the ODG keeps devices, home care, travel and tests
    before surgery in whichever chapter they came to first."""
    return evidence.value("category", item) in ("Rehabilitation", "Injection", "Surgery")


def _about(parts: frozenset[str]) -> frozenset[str]:
    return parts | ({"lumbar spine", "thoracic spine", "cervical spine"} if "other" in parts else frozenset())


def _misfit(evidence: Evidence, found: Raise, side: Side, item: int, title: str) -> Finding:
    key = f"{side}_guideline.text"
    parts = evidence.names("body_parts", item)
    if parts:
        asked = evidence.told(listed([f"the {part}" for part in parts]), "body_parts", item)
        message = f"{_WHO[side]} cites the chapter {title}; the request is for {asked}."
        return found(message, evidence.quotes((key, item), ("request", item)), key, item)
    message = f"{_WHO[side]} cites the chapter {title}, a part of the body that the summary does not mention."
    return found(message, [evidence.quote(key, item), _condition(evidence)], key, item)


_CONDITION: Final = pattern(r"\b(?:diagnos\w+|treated[ ]for|treatments?[ ]for|claim[ ]for|being[ ]treated)\b")


def _condition(evidence: Evidence) -> Quote | None:
    """The sentence that says what the worker is treated for."""
    telling = (each.quote for each in evidence.summary.sentences if _CONDITION.search(each.text))
    return next(telling, None)


@check("study-of-another-kind", "serious")
def study_of_another_kind(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a cited section on a study is about the study that is requested."""
    for item, request in evidence.requests():
        asked = studies(request)
        for side in _WHO:
            cited = frozenset(name for _, text in evidence.citations(side, item) for name in studies(text))
            if asked and cited and not asked & cited:
                key = f"{side}_guideline.text"
                message = (
                    f"{_WHO[side]} cites a section on {listed(sorted(cited))}; the request is for "
                    f"{listed(sorted(asked))}."
                )
                yield found(message, evidence.quotes((key, item), ("request", item)), key, item)


_EQUIVALENT: Final = pattern(r"\bmorphine[ ]equivalents?\b")


@check("drug-of-another-section", "notable")
def drug_of_another_section(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a cited section on a drug is about the drug that is requested."""
    for item, request in evidence.requests():
        own = drugs_of(request)
        for side in _WHO if own and own <= CURATED else ():
            texts = (_EQUIVALENT.sub(" ", text) for _, text in evidence.citations(side, item))
            cited = frozenset[str]().union(*map(drugs_of, texts))
            if cited and cited <= CURATED and not cited & own:
                key = f"{side}_guideline.text"
                about, asked = listed(sorted(cited)), listed(sorted(own))
                message = f"{_WHO[side]} cites a section on {about}; the request is for {asked}."
                yield found(message, evidence.quotes((key, item), ("request", item)), key, item)


@check("sides-cite-other-chapters", "notable")
def sides_cite_other_chapters(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether UR and the reviewer judge a request by chapters for the same part of the body."""
    apart: dict[int, tuple[str, str]] = {}
    for item, request in evidence.requests():
        theirs, ours = (
            [chapter for _, cited in evidence.citations(side, item) if (chapter := chapter_of(cited))] for side in _WHO
        )
        common = any(a[0] == b[0] for a in theirs for b in ours)
        if any(_misfits(evidence, side, item) for side in _WHO):
            continue  # that is said already
        if theirs and ours and not common and "electrodiagnostic testing" not in studies(request):
            apart[item] = theirs[0][0], ours[0][0]
    if apart:
        items = [*apart]
        theirs_named, ours_named = (listed([*dict.fromkeys(pair[side] for pair in apart.values())]) for side in (0, 1))
        message = f"UR judges by the chapter {theirs_named}, the reviewer by {ours_named}."
        keys = [(f"{side}_guideline.text", item) for item in items for side in _WHO]
        yield found(message, evidence.quotes(*keys), "imr_guideline.text", items[0], items=items)


def _content(text: str) -> str:
    return _NO_WORD.sub(" ", text.casefold()).strip()


_NO_WORD: Final = re.compile(r"[\W_]+")


@check("citation-repeats-request", "serious")
def citation_repeats_request(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a citation names a source and not merely the request again."""
    for item, request in evidence.requests():
        for side in _WHO:
            for _, cited in evidence.citations(side, item):
                if len(_content(cited)) > 5 and _only_repeats(cited, request):
                    key = f"{side}_guideline.text"
                    message = (
                        f"What {'UR' if side == 'ur' else 'the reviewer'} gives as its citation is the request itself."
                    )
                    yield found(message, evidence.quotes((key, item), ("request", item)), key, item)


def _only_repeats(cited: str, request: str) -> bool:
    """Whether a citation has no word, and not fewer than two, but those of the request."""
    said, asked = _content(cited), _content(request)
    words = said.split()
    return said in (asked, f"the {asked}") or (
        len(words) > 1 and {*words} <= {*asked.split(), "the"} and words[0] == asked.split()[0]
    )


# --- the MTUS and its reach ------------------------------------------------------------------------------------------

_SILENT: Final = pattern(
    r"""\b(?:MTUS|ACOEM) [^.;]{0,60}? \b(?: is|are|remains? )[ ]silent\b
      | \bMTUS [^.;]{0,50}? \b(?:do|does|did)[ ]not[ ](?:specifically[ ])?(?:address|discuss|mention)\b"""
)
_ON_A_DETAIL: Final = pattern(
    r"""\b(?:silent|address|discuss|mention)[ ](?:on[ ]|regarding[ ]|as[ ]to[ ])?(?:the[ ])?
        (?:frequency|number|duration|dose|length)\b"""
)


_UNSAID: Final = ("silent", "address", "discuss", "mention")


def silence(evidence: Evidence, item: int) -> Sentence | None:
    """The sentence of an item's rationale that calls the MTUS silent."""
    told = (each for each in evidence.rationale(item).having(_UNSAID) if has_any(each.lowered, _UNSAID))
    silent = (each for each in told if _SILENT.search(each.text))
    return next((each for each in silent if not _ON_A_DETAIL.search(each.text)), None)


@check("silent-beside-mtus", "serious")
def silent_beside_mtus(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the MTUS is called silent although UR or the reviewer cites it for the same service."""
    for item in evidence.items:
        if not (said := silence(evidence, item)):
            continue
        citing = [side for side in _WHO if any(source == "mtus" for source, _ in evidence.citations(side, item))]
        if citing:
            message = (
                f"The MTUS is called silent, yet {' and '.join(_WHO[side].replace('The', 'the') for side in citing)} "
                f"{'cites' if len(citing) == 1 else 'cite'} it for this service."
            )
            quotes = [said.quote, *evidence.quotes(*((f"{side}_guideline.text", item) for side in citing))]
            yield found(message, quotes, "rationale", item)


_CHRONIC: Final = pattern(r"\bchronic[ ]pain\b")
_CHRONIC_FROM: Final = 90
"""Days after which pain is commonly called chronic: three months."""


@check("chronic-guideline-for-recent-injury", "minor")
def chronic_guideline_for_recent_injury(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a guideline for chronic pain is applied within three months of the injury, by the header's dates."""
    injury, decided = evidence.day("letter.date_of_injury"), evidence.day("letter.ur_denial_date")
    if not (injury and decided and 0 <= (decided - injury).days < _CHRONIC_FROM):
        return
    for side in ("imr", "ur"):  # UR's own choice is told only where the reviewer did not make it too
        items = [
            item
            for item in evidence.items
            if any(_CHRONIC.search(cited) for _, cited in evidence.citations(side, item))
        ]
        if items:
            key = f"{side}_guideline.text"
            told = _recent(evidence, (decided - injury).days)
            message = f"{_WHO[side]} cites a guideline for chronic pain; UR decided {told}."
            cited = evidence.quotes(*((key, item) for item in items))
            quotes = [*cited, *evidence.quotes(("letter.date_of_injury", 0), ("letter.ur_denial_date", 0))]
            yield found(message, quotes, key, items[0], items=items)
            return


def _recent(evidence: Evidence, days: int) -> str:
    """How long after the injury UR decided, by the header."""
    corrected = any(evidence.is_corrected(key) for key in ("letter.date_of_injury", "letter.ur_denial_date"))
    return f"{days} days after the injury{' (dates as corrected)' if corrected else ''}"


_CHRONIC_2009: Final = pattern(r"\bchronic[ ]pain\b [^.;]{0,60}? \b2009\b")
_CHRONIC_2016_FROM: Final = date(2016, 7, 29)
_SETTLED: Final = 60
"""Days after the change of version from which a request can no longer be older than it."""


@check("version-no-longer-in-force", "notable")
def version_no_longer_in_force(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the Chronic Pain guideline of 2009 is cited for a request from after 29 July 2016."""
    injury, decided = evidence.injury, evidence.ur_date
    if not decided or (decided - _CHRONIC_2016_FROM).days < _SETTLED:
        return
    if not (injury and injury > _CHRONIC_2016_FROM) and (decided - _CHRONIC_2016_FROM).days < 2 * _SETTLED:
        return
    for item in evidence.items:
        for side in _WHO:
            if any(_CHRONIC_2009.search(cited) for _, cited in evidence.citations(side, item)):
                key = f"{side}_guideline.text"
                message = (
                    f"{_WHO[side]} cites the Chronic Pain guideline of 2009; from July 29, 2016 on that of 2016 is in "
                    "force."
                )
                yield found(message, evidence.quotes((key, item), ("letter.ur_denial_date", 0)), key, item)


_CITED_2016: Final = pattern(r"\b(?:chronic[ ]pain|opioids?)\b [^.;]{0,60}? \b2016\b")
_YEAR: Final = re.compile(r"(?<![\d/.-])20\d\d(?![\d/-])")
_SEEN: Final = re.compile(r"\b\d{1,2}/\d{1,2}/(20\d\d)\b")


@check("version-yet-to-come", "serious")
def version_yet_to_come(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a cited edition was there when the determination was made, and held when UR decided."""
    decided, reviewed = evidence.day("letter.decision_date"), evidence.ur_date
    early = bool(reviewed and reviewed < _CHRONIC_2016_FROM)
    for item in evidence.items:
        for side in _WHO:
            key = f"{side}_guideline.text"
            cited = evidence.citations(side, item)
            if decided and (year := _later_year(cited, decided)):
                message = f"{_WHO[side]} cites an edition of {year}; the determination was made {american(decided)}."
                yield found(message, evidence.quotes((key, item), ("letter.decision_date", 0)), key, item)
            elif early and any(source == "mtus" and _CITED_2016.search(text) for source, text in cited):
                day = evidence.told_first_day(UR_DATE)
                message = f"{_WHO[side]} cites a guideline for requests from July 29, 2016; UR decided {day}."
                decision = evidence.quotes((key, item), ("letter.ur_denial_date", 0))
                yield found(message, [*decision, *_asked_for(evidence)], key, item)


def _later_year(cited: list[tuple[str, str]], day: date) -> int:
    """The year of a cited edition, or of a look at it, that was yet to come on a day; 0 where there is none."""
    texts = [text for _, text in cited]
    years = [int(year) for text in texts for year in (*_YEAR.findall(text), *_SEEN.findall(text))]
    return max((year for year in years if day.year < year <= day.year + 20), default=0)


def _asked_for(evidence: Evidence) -> Iterator[Quote]:
    """The sentences of the summary that date the request for authorization."""
    yield from (each.quote for each in evidence.summary.sentences if each.dates and _RFA.search(each.text))


_RFA: Final = pattern(r"\b(?:requests?[ ]for[ ]authorization|RFA|authorization[ ]request)\b")


_POSTSURGICAL: Final = pattern(r"\bpost-?[ ]?surgical\b")
_SURGERY: Final = pattern(
    r"""\b(?: surg\w+ | operat\w+ | post-?[ ]?op\w* | arthroscop\w+ | fusion | laminectomy | discectomy | repair\w*
        | ORIF | \w+ectomy | release | reconstruct\w+ | internal[ ]fixation | open[ ]reduction | amputat\w+ | graft\w*
        | replacement | debridement | under[ ]anesthesia | stitch\w* | sutur\w+ | hardware | implant\w* )\b"""
)


@check("postsurgical-without-surgery", "notable")
def postsurgical_without_surgery(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the Postsurgical guideline is cited in a letter that tells of no surgery."""
    cited = [
        (item, side)
        for item in evidence.items
        for side in _WHO
        if any(_POSTSURGICAL.search(text) for source, text in evidence.citations(side, item) if source == "mtus")
    ]
    if not cited or _SURGERY.search(evidence.summary.text):
        return
    for item, side in cited:
        if not _SURGERY.search(evidence.words("request", item)) and not _SURGERY.search(evidence.rationale(item).text):
            key = f"{side}_guideline.text"
            message = f"{_WHO[side]} cites the Postsurgical guideline; neither summary nor rationale tells of surgery."
            yield found(message, evidence.quotes((key, item), ("request", item)), key, item)


_TAPER: Final = pattern(r"\bat[ ]least[ ](?P<days>90|180)[ ]days\b")
_OPIOID: Final = pattern(r"\bopioids?\b")
_APPLIED: Final = pattern(r"\b(?:fails?|criterion|criteria|tapering)\b")


@check("taper-rule-for-recent-use", "minor")
def taper_rule_for_recent_use(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether wording on long use of opioids (90 days and more) is applied sooner than that after the injury."""
    injury, decided = evidence.day("letter.date_of_injury"), evidence.day("letter.ur_denial_date")
    if not injury or not decided:
        return
    for item in evidence.items:
        for sentence in evidence.rationale(item).sentences:
            told = _TAPER.search(sentence.text)
            if (
                told
                and _OPIOID.search(sentence.text)
                and "tapering" in sentence.text
                and (decided - injury).days < int(told["days"])
            ):
                message = (
                    f"Wording on {told['days']} days of opioids is applied; UR decided "
                    f"{_recent(evidence, (decided - injury).days)}."
                )
                quotes = [sentence.quote, *_since(evidence), *evidence.quotes(("letter.date_of_injury", 0))]
                yield found(message, quotes, "rationale", item)
                break


_SINCE: Final = pattern(r"\bsince[ ](?:at[ ]least[ ])?(?=\d|[JFMASOND])")


def _since(evidence: Evidence) -> Iterator[Quote]:
    yield from (each.quote for each in evidence.summary.sentences if _SINCE.search(each.text))


# --- UR's reasons as the summary tells them --------------------------------------------------------------------------

_REASONS: Final = pattern(
    r"""\b(?: due[ ]to | given | because | as[ ](?:there|an?|the|patient|efficacy|red|documentation)
        | for[ ]the[ ]same | was[ ]no[ ]clear | in[ ]accordance | as[ ]recommended | as[ ]no | as[ ]not
        | since[ ](?!\w+[ ]\d)
        | noting | citing[ ](?:lack|no|insufficient) | on[ ]the[ ]grounds? | for[ ](?:lack|want)[ ]of | (?:was
        |were)[ ]missing )\b"""
)
_DECIDED: Final = pattern(
    r"""\b(?: denied | denial | non-?[ ]?certified | not[ ]medically[ ]necessary | modified | determination
        | indicated[ ]the[ ]request | declined | refused )\b"""
)


_DECIDING: Final = (
    "denied",
    "denial",
    "certif",
    "not medically",
    "modif",
    "determin",
    "indicated the",
    "declin",
    "refus",
)


def reasons(evidence: Evidence) -> list[Sentence]:
    """The sentences of the summary that tell why UR denied something."""
    likely = (each for each in evidence.summary.sentences if has_any(each.lowered, _DECIDING))
    return [each for each in likely if _DECIDED.search(each.text) and _REASONS.search(each.text)]


@check("reasons-without-citation", "minor")
def reasons_without_citation(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether UR gave clinical reasons, as the summary tells them, and cites nothing for them."""
    told = reasons(evidence)
    items = [item for item in evidence.items if evidence.value("ur_guideline.basis", item) == "none"]
    about = [item for item in items if _speaks_of(told, evidence.words("request", item))]
    if about:
        message = "The summary tells UR's clinical reasons, yet UR is said to have cited no evidence."
        quotes = [*(each.quote for each in told), *evidence.quotes(*(("ur_guideline.text", item) for item in about))]
        yield found(message, quotes, "ur_guideline.text", about[0], items=about)


_UR_CITES: Final = pattern(
    r"""\b(?:cit(?:ed|es|ing)|referenc(?:ed|ing)|quot(?:ed|ing)|relied[ ]on|invok(?:ed|ing)|applied|under|per
        |pursuant[ ]to
        |based[ ]on|in[ ]accordance[ ]with)[ ](?:the[ ])?(?:[\w-]+[ ]){0,3}?(?P<what>MTUS|ODG|Official[ ]Disability
        |ACOEM)
        (?P<rest>[^.;]{0,80})"""
)
_OF_UR: Final = pattern(r"\b(?:UR|utilization[ ]review|claims[ ]administrator|prior[ ](?:review|determination))\b")
_BOOKS: Final = {"MTUS": r"MTUS", "ODG": r"ODG|Official[ ]Disability", "ACOEM": r"ACOEM"}
_BOOK: Final = {name: pattern(rf"\b(?:{words})\b") for name, words in _BOOKS.items()}


@check("ur-cites-otherwise", "notable")
def ur_cites_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether UR's guideline line has what the summary says that UR cited."""
    for sentence in evidence.summary.sentences:
        named_there = has_any(sentence.lowered, ("mtus", "odg", "official dis", "acoem"))
        cites = _UR_CITES.search(sentence.text) if named_there and _OF_UR.search(sentence.text) else None
        if not cites:
            continue
        told = {name for name, words in _BOOK.items() if words.search(cites["what"] + cites["rest"])}
        items = [item for item in evidence.items if evidence.value("ur_guideline.basis", item)]
        if items and told and not any(_has_book(evidence, item, told) for item in items):
            message = f"The summary says that UR cited {listed(sorted(told))}; UR's guideline line does not have it."
            quotes = [sentence.quote, *evidence.quotes(*(("ur_guideline.text", item) for item in items))]
            yield found(message, quotes, "ur_guideline.text", items[0], items=items)
            return


def _has_book(evidence: Evidence, item: int, told: set[str]) -> bool:
    """Whether UR's line for an item can mean one of these; ACOEM is in and outside the MTUS."""
    text, basis = evidence.words("ur_guideline.text", item), evidence.value("ur_guideline.basis", item)
    if "MTUS" in told and basis in ("mtus", "both"):
        return True
    named_there = any(_BOOK[name].search(text) for name in told - {"MTUS"})
    return (
        named_there
        or ("ACOEM" in told and basis in ("mtus", "both"))
        or (basis == "non_mtus" and not _BOOK["ODG"].search(text) and "ODG" not in told and "MTUS" not in told)
    )


_DISPUTES: Final = pattern(
    r"""\b(?:disputes?|in[ ]dispute|disputed)\b(?:[ ](?:all|both|are|is|items?|services?|two|three|four
        |the[ ]following))*:?[ ](?P<list>[^.;]{10,300})"""
)
_AND: Final = re.compile(r", (?:and )?| and ")


@check("disputed-item-left-out", "serious")
def disputed_item_left_out(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether all that the summary lists as disputed is decided."""
    wanted = " ".join(request for _, request in evidence.requests())
    for sentence in evidence.summary.sentences:
        disputed = _DISPUTES.search(sentence.text) if "disput" in sentence.lowered else None
        parts = [part for part in _AND.split(disputed["list"]) if _stems(part)] if disputed else []
        left = [part for part in parts if not _stems(part) & _stems(wanted)]
        if left and len(left) < len(parts):
            message = f"In dispute by the summary and without a decision: {listed([part.strip() for part in left])}."
            quotes = [sentence.quote, *evidence.quotes(*(("request", item) for item in evidence.items))]
            yield found(message, quotes, "request", evidence.items[0])


def _stems(text: str) -> frozenset[str]:
    """The beginnings of a phrase's own words."""
    return frozenset(word[:6] for word in _content(text).split() if len(word) > 4 and word not in _COMMON)


def _speaks_of(told: list[Sentence], request: str) -> bool:
    return bool(_common_ground(told, request))


def _common_ground(told: list[Sentence], request: str) -> frozenset[str]:
    """The services, and else the words of its own, by which sentences speak of a request."""
    asked = named("service", request)
    if studies(request) and (imaging := [each for each in told if "imaging" in each.text]):
        return frozenset(f"imaging {each.number}" for each in imaging)
    if services := frozenset(name for each in told for name in each.named("service") if name in asked):
        return services
    words = {word for word in _content(request).split() if len(word) > 4 and word not in _COMMON}
    return frozenset(word for each in told for word in _content(each.text).split() if word in words)


_COMMON: Final = frozenset(
    "therapy physical initial times weeks sessions session visits evaluation treatment right associated surgical "
    "service postoperative units capsules tablets "
    "spine lumbar cervical bilateral without contrast oral month additional shoulder elbow wrist thoracic".split()
)


@check("reasons-leave-item-out", "notable")
def reasons_leave_item_out(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether UR's reasons, where the summary tells them request by request, speak of every disputed item."""
    told = reasons(evidence)
    grounds = {ground for _, request in evidence.requests() for ground in _common_ground(told, request)}
    left = [
        item
        for item, request in evidence.requests()
        if request and not _speaks_of(told, request) and not _follows_parent(evidence, item)
    ]
    if len(grounds) >= 2 and left and not any(_THE_REST.search(each.text) for each in told):
        names = listed([f"“{evidence.words('request', item)}”" for item in left])
        message = f"UR's reasons, as the summary tells them, do not speak of {names}."
        quotes = [*(each.quote for each in told), *evidence.quotes(*(("request", item) for item in left))]
        yield found(message, quotes, "request", left[0], items=left)


_THE_REST: Final = pattern(r"\b(?:associated|remaining|other|rest[ ]of[ ]the|all)[ ](?:services?|requests?|items?)\b")
_PARENT: Final = pattern(r"\bas[ ]the[ ]requested[ ]surg | \bancillary\b | \bsince[ ]the[ ]primary\b")


_TIED: Final = ("as the requested surg", "ancillary", "since the primary")


def _follows_parent(evidence: Evidence, item: int) -> bool:
    rationale = evidence.rationale(item)
    return has_any(rationale.lowered, _TIED) and bool(_PARENT.search(rationale.text))
