"""Guidelines: whether what is cited fits the request, was in force, and agrees with the reasons given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from imr_desktop.checklist.evidence import Evidence, Sentence, Side
from imr_desktop.checklist.lexicon import named, studies
from imr_desktop.checklist.registry import Raise, check
from imr_desktop.model import Finding, Quote
from imr_desktop.parsing.finders import pattern
from imr_desktop.parsing.vocabulary import table

_WHO: Final[dict[Side, str]] = {"ur": "UR", "imr": "The reviewer"}
_CHAPTERS: Final = tuple(
    (each["title"], tuple(each["words"]), frozenset(each["parts"])) for each in table("chapters")["chapter"]
)


_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")
"""What a section explains of itself, such as the nerves that a block is for, names no chapter."""


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
                if len(_content(cited)) > 5 and _content(cited) in (_content(request), _content(f"the {request}")):
                    key = f"{side}_guideline.text"
                    message = (
                        f"What {'UR' if side == 'ur' else 'the reviewer'} gives as its citation is the request itself."
                    )
                    yield found(message, evidence.quotes((key, item), ("request", item)), key, item)


# --- the MTUS and its reach ------------------------------------------------------------------------------------------

_SILENT: Final = pattern(
    r"""\b(?:MTUS|ACOEM) [^.;]{0,60}? \b(?: is|are|remains? )[ ]silent\b
      | \bMTUS [^.;]{0,50}? \b(?:do|does|did)[ ]not[ ](?:specifically[ ])?(?:address|discuss|mention)\b"""
)
_ON_A_DETAIL: Final = pattern(
    r"""\b(?:silent|address|discuss|mention)[ ](?:on[ ]|regarding[ ]|as[ ]to[ ])?(?:the[ ])?
        (?:frequency|number|duration|dose|length)\b"""
)


def silence(evidence: Evidence, item: int) -> Sentence | None:
    """The sentence of an item's rationale that calls the MTUS silent."""
    silent = (each for each in evidence.rationale(item).sentences if _SILENT.search(each.text))
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
        | for[ ]the[ ]same | was[ ]no[ ]clear | in[ ]accordance | as[ ]recommended )\b"""
)
_DECIDED: Final = pattern(
    r"""\b(?: denied | denial | non-?[ ]?certified | not[ ]medically[ ]necessary | modified | determination
        | indicated[ ]the[ ]request )\b"""
)


def reasons(evidence: Evidence) -> list[Sentence]:
    """The sentences of the summary that tell why UR denied something."""
    return [each for each in evidence.summary.sentences if _DECIDED.search(each.text) and _REASONS.search(each.text)]


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
    named_items = [item for item, request in evidence.requests() if _speaks_of(told, request)]
    left = [item for item in evidence.items if item not in named_items and not _follows_parent(evidence, item)]
    if len(grounds) >= 2 and left and not any(_THE_REST.search(each.text) for each in told):
        names = listed([f"“{evidence.words('request', item)}”" for item in left])
        message = f"UR's reasons, as the summary tells them, do not speak of {names}."
        quotes = [*(each.quote for each in told), *evidence.quotes(*(("request", item) for item in left))]
        yield found(message, quotes, "request", left[0], items=left)


_THE_REST: Final = pattern(r"\b(?:associated|remaining|other|rest[ ]of[ ]the|all)[ ](?:services?|requests?|items?)\b")
_PARENT: Final = pattern(r"\bas[ ]the[ ]requested[ ]surg | \bancillary\b | \bsince[ ]the[ ]primary\b")


def _follows_parent(evidence: Evidence, item: int) -> bool:
    return bool(_PARENT.search(evidence.rationale(item).text))
