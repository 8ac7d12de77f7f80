"""Clauses that tell how somebody was hurt, without saying that they do: "whose hand was caught between two rollers".

What somebody did, what befell somebody, what a thing did to somebody, and what wore somebody out. Such clauses are
looked for in the first sentences of a summary alone, for further on people fall behind and scores drop.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from imr_desktop.parsing.finders import has_any, pattern
from imr_desktop.parsing.lexicon import DATE, NUMBER_WORD, WORKER, any_of
from imr_desktop.parsing.passage import Passage
from imr_desktop.parsing.vocabulary import table

_TABLE: Final = table("events")


def _words(name: str) -> str:
    """A list of the table as one piece of a pattern."""
    return any_of(" | ".join(_TABLE[name])).replace("*", r"\w*")


_BEFALLS: Final = _words("befalls")
_HAPPENS: Final = _words("happens")
_DOES: Final = _words("does")
_DOING: Final = rf"(?:{_words('doing')}ing|breaking[ ]down|getting[ ](?:out|off|in|on|up|down))"
_WEARS: Final = rf"(?:{_words('wears')}|(?:prolonged|constant|frequent|heavy)[ ](?!sit|stand|walk))"

ACTIVITY: Final = rf"(?:(?!{_words('no_activity')}\b)[a-z]{{2,}}ing\b)"
"""What somebody was at, by the form of the word, where the sentence leaves no doubt that it tells how it happened."""

_PAST: Final = rf"(?:(?!{_words('tells_of_none')}\b) (?:\w{{2,}}ed|{_words('irregular')})\b)"
"""What somebody or something did, by the form of the word."""

# --- who, when -------------------------------------------------------------------------------------------------------

_AGED: Final = r"\b(?:years?[ -]old|y/?o)\b (?:(?![ ](?:who|was|is|has|with|sustain|report)\w*)[ ][\w'’/-]+){0,7}? ,?"
"""A person as the first sentence brings one in: "This 27 year old female dental assistant"."""
_SET_OFF: Final = rf"{WORKER},[ ][^.;,]{{3,70}},"
"""The same with its description between commas: "The worker, a 51 year old roofer,"."""
_WHOSE: Final = r"\bwhose(?:[ ][\w-]+){1,5}?"
_HIS_PART: Final = rf"(?:his|her|{WORKER}['’]s)[ ](?:[\w-]+[ ]){{0,2}}?[\w-]+"
_PERSON: Final = rf"(?:he|she|the[ ]{WORKER})"
_A_THING: Final = rf"""(?:an?|the(?![ ]{WORKER})|his|her|another|one|two|some)[ ]
    (?!\d+[ -]year|treating|primary|attending|requesting|orthop|pain|symptom|score|weakness|numb|headache
      |physician|provider|doctor|surgeon|request|report|DFR|PR-?2|document|file|form|first[ ]report|initial
          |record|note|review|exam|diagnos|treatment|claim|MRI|x-ray|CT\b|patient's|utili[sz]|condition|injur
      |knee[ ]gave|leg[ ]gave|medication|therap|swelling|plan|progress|worker|brace|splint|cast\b|dressing
          |bandage|range|grip)"""
_NAMED: Final = r"(?:(?!when\b|while\b|on\b|that\b)[\w'’-]+[ ]){1,8}?"
_SAYS: Final = any_of(
    "reported | reports | states | stated | alleged | alleges | said | says | explained | recalls | recalled"
    "| described | describes | claims | claimed | indicated"
)
_MOMENT: Final = r"""(?:when|while|as(?![ ]an?[ ])|after|because
    |(?<!ever[ ])since(?=[ ](?:an?|the|he|she|his|her)[ ]))"""
_THEN: Final = rf"(?:,?[ ](?:on|in|during|of)[ ](?:or[ ]about[ ])?(?:the[ ]\w+[ ]of[ ])?{DATE})"
_SENSED: Final = any_of("he felt | she felt | feeling | experiencing | noticing | needed | seen | indicated")
AT_WORK: Final = r"""(?: seen | evaluated | (?:he|she)[ ]was[ ]working\b | working[ ](?:as|for|at|in)\b
    | at[ ]work\b | employed | on[ ](?:duty|shift|the[ ]job)\b
    | performing[ ](?:(?:his|her|the)[ ])?(?:usual|regular|normal|customary|job|work|duties) )"""
"""What was done at the time and tells nothing of how the injury happened."""
_NO_LEAVE: Final = r"(?![ ](?:off|from)[ ](?:of[ ])?(?:work|duty))"
_NO_SCORE: Final = r"(?![ ](?:to|from)[ ]\d)"

# --- what it came from -----------------------------------------------------------------------------------------------

_FROM: Final = any_of(
    "from | stems from | stemmed from | the result of | due to | secondary to | attributed to | because of | caused by"
    "| as a result of | relative to | arises out of | arose out of | arising out of"
)
_FROM_CUES: Final = tuple(
    (
        "from |due to |secondary to |attributed to |because of |caused by |result of |ascribed to | involv| in a"
        "| during a| by | with |related to |associated with | claiming | alleging |after | over | through | following "
        "|while |when |blamed on |relative to |out of "
    ).split("|")
)
"""Words of which every such telling has one, in lower case."""
_HURT: Final = rf"""(?:
      \b(?:injur\w*|claim\w*|accident|onset|develop\w*|hurt|arose|arising|DOI|trauma|cumulative\w*|work-related)\b
      [^.;]{{0,120}}? [ ](?:{_FROM}|ascribed[ ]to|involv\w+|(?:in|during)(?=[ ]an?[ ])|by|related[ ]to
          |with(?=[ ](?:repeat|prolong|constant|continu|heavy))
          |associated[ ]with|claiming|alleging|after|over|through|following)
    | \b(?:noted|noticed|felt|experienced)\b [^.;]{{0,80}}? \b(?:after|while|when) )"""
_ACHE: Final = rf"""\b(?:pain|symptoms?|numbness|stress|strain|sprain|condition|problems?|loss|rash|swelling|dermatitis
    |tendinitis|asthma|cough)\b [^.;]{{0,80}}? \b(?:{_FROM}|blamed[ ]on)"""
_VEHICLE: Final = r"(?:motor[ ]vehicle|car|truck|bus|bicycle|forklift|auto\w*|vehicle)[ ](?:accident|collision|crash)"
_CAUSE: Final = rf"""(?:{_WEARS}|stressful|grip\w+|noise|overhead|{_DOING}|using|working|use[ ]of
    |being[ ]{_BEFALLS}
    |(?:an?[ ](?:armed[ ]|bank[ ]|violent[ ]|sudden[ ]|hard[ ])?)?
     (?:slip|trip|fall|misstep|crash|collision|assault|robbery|explosion|electric\w*[ ]shock|blow|crush\w*
        |altercation|fight|roll-?over|rear-end\w*|dog[ ]bite|needle[ ]?stick|MVA|{_VEHICLE}
        |(?:blunt|crush\w*|head)[ ](?:force[ ])?trauma)\b
    |an?[ ](?:lifting|twisting)[ ]|an?[ ]attempt[ ]to\b)"""
_CRASH: Final = "accident|collision|crash|explosion|fire|rollover|collapse|assault|robbery|altercation|fall"
_LONG: Final = rf"""(?:(?:many|several|over|some|\d+|{NUMBER_WORD})[ ]){{0,2}}(?:years|months|decades|hours)[ ]of[ ]"""
_WORKING_ON: Final = r"(?!sitt|stand|walk|bend|reach|turn|us|kneel|climb|hold|lift|driv)\w{2,}ing[ ](?:of[ ])?\w+[ ]\w"


class Telling(NamedTuple):
    """One way of telling it, the phrase in the group `value`.

    `cues` are words in lower case of which a sentence that the pattern fits has at least one.
    """

    name: str
    pattern: re.Pattern[str]
    cues: tuple[str, ...] = ("",)


_TELLINGS: Final = (
    Telling(
        "cumulative trauma",
        pattern(r"\b(?P<value>cumulative[ ]trauma\b(?![ ](?:date|claim|injur))(?:[ ](?!injur)[^.,;]{1,60})?)"),
        cues=("cumulative trauma",),
    ),
    Telling(
        "occurred while",
        pattern(
            rf"""(?:\b(?:injury|accident|incident|trauma|symptoms|pain)|\A(?:it|this))[ ](?:\w+[ ]){{0,2}}?
                 (?:occurred|happened|took[ ]place|arose|began|started|was[ ]sustained){_THEN}?[ ]
                 (?:while[ ]|when[ ]|by[ ]|from[ ]|in[ ]the[ ](?:course|process|act)[ ]of[ ])?
                 (?P<value>{ACTIVITY}[ ][^.;,]{{3,90}})"""
        ),
        cues=("injury ", "accident ", "incident ", "trauma ", "symptoms ", "pain ", "it ", "this "),
    ),
    Telling(
        "an injury by its kind",
        pattern(
            r"""\ban?[ ](?P<value>(?:heavy[ ])?(?:lifting|twisting|pushing|pulling|bending|crush(?:ing)?|fall
                |slip[ -]and[ -]fall
                |trip[ -]and[ -]fall|hyperextension|overuse|repetitive[ ](?:motion|strain|use)|blunt[ ]force|rear-end)
                (?:[ -]type)?[ ](?:injury|accident|incident))\b"""
        ),
        cues=(" injury", " accident", " incident"),
    ),
    Telling(
        "a mishap",
        pattern(
            r"""\b(?:had|sustained|suffered|took|experienced|received|involved[ ]in|due[ ]to|after|following)[ ]
                 (?P<value>an?[ ](?:(?!history\b|prior\b)[\w-]+[ ]){0,3}?(?:slip|trip|fall|misstep|stumble
                     |collision|crash|blow
                   |electric(?:al)?[ ]shock|explosion|dog[ ]bite|needle[ ]?stick|assault|rollover
                       |collapse)\b (?![ ]risk) [^.;]{0,70}
                 | an?[ ](?:[\w-]+[ ]){1,3}?(?:fall|roll|drop|land|strike|hit|slip|crash|tip|swing|explode|close
                     |slam)[ ]
                   (?:on|onto|over|against|in|into|him|her|his|from|off)\b [^.;]{0,60}
                 | cumulative[ ]trauma(?=[ ]injur))"""
        ),
        cues=tuple(
            "slip trip fall misstep stumble collision crash blow shock explosion bite stick assault rollover collapse "
            "cumulative roll drop land strike hit tip swing explode".split()
        ),
    ),
    Telling(
        "a mishap on a day",
        pattern(
            rf"""\b(?:sustained|suffered|incurred|burned|injured|hurt|reported)\b [^.;]{{0,80}}? {_THEN}
                 (?:[ ]to[ ][^.;]{{3,50}}?,)? [ ]in[ ]
                 (?P<value>an?[ ](?:[\w-]+[ ]){{0,3}}?(?:{_CRASH})\b [^.;]{{0,60}})"""
        ),
        cues=tuple(_CRASH.split("|")),
    ),
    Telling(
        "injury: …",
        pattern(
            rf"""\b(?:injury|accident|DOI)\b [^.;:]{{0,40}}:[ ]
                 (?P<value>(?:{_BEFALLS}|{_DOES}|{ACTIVITY}|{_CAUSE})\b[^.;]{{0,90}})"""
        ),
        cues=(":",),
    ),
    Telling(
        "what was being done, and then",
        pattern(
            rf"""\b(?:who|he|she|{WORKER})[ ]was[ ]
                 (?P<value> {ACTIVITY}[ ][^.;,]{{3,70}} (?:,[ ](?:and[ ])?|[ ]and[ ])
                   (?:{_DOES}|(?:was|got)[ ](?:\w+ly[ ])?{_BEFALLS}|went[ ]down)\b [^.;]{{0,80}}
                 | (?:{ACTIVITY}|in|on|aboard|inside)[ ](?:an?|the|his|her)[ ][^.;,]{{2,50}}?[ ](?:that|which
                     |when[ ]it)[ ]
                   {_HAPPENS}\b[^.;]{{0,80}}
                 | {ACTIVITY}[ ][^.;,]{{3,60}}[ ]and[ ]{_A_THING}{_NAMED}{_HAPPENS}\b[^.;]{{0,80}} )"""
        ),
        cues=("was ", "had been "),
    ),
    Telling(
        "what had been done",
        pattern(
            rf"""\b(?:who|he|she|{WORKER})(?:,?[ ]on[ ]{DATE},)?[ ](?:had[ ]been|was)[ ]
                 (?P<value>{ACTIVITY}(?:(?:,[ ]|,?[ ]and[ ]){ACTIVITY}){{0,3}}[ ][^.;,]{{3,70}}?)
                 ,?[ ](?:and|when)[ ](?:(?:(?:he|she)[ ])?(?:woke|developed|felt|noticed|experienced|began|hurt)
                     |the[ ]next[ ](?:day|morning))\b"""
        ),
        cues=("had been ", " was "),
    ),
    Telling(
        "riding in it",
        pattern(
            r"""\b(?:was|as)[ ](?:an?|the)[ ](?P<value>(?:[\w-]+[ ]){0,2}(?:driver|passenger|pedestrian
                |cyclist|rider|occupant)\b
                 [^.;]{0,80}?\b(?:hit|struck|rear-ended|sideswiped|t-boned|broadsided|collided|overturned|crashed
                   |rolled[ ]over|involved)\b[^.;]{0,60})"""
        ),
        cues=("driver", "passenger", "pedestrian", "cyclist", "rider", "occupant"),
    ),
    Telling(
        "while at it, felt",
        pattern(
            rf"""\bwhile[ ](?!working\b)(?P<value>{ACTIVITY}[ ][^.;,]{{3,80}}?){_THEN}?,?[ ](?:{_PERSON}
                |who)[ ](?:\w+ly[ ])?
                 (?:developed|felt|injured|hurt|experienced|had|sustained|noted|noticed|heard|strained|twisted|sprained)\b"""
        ),
        cues=("while ",),
    ),
    Telling(
        "hurt at it",
        pattern(
            rf"""\b(?: (?:injured|hurt|strained|sprained|tweaked|wrenched|twisted|broke|fractured
                |dislocated)(?:[ ](?:his|her|the)(?:[ ][\w-]+){{1,6}}?)?
                    | (?:felt|developed|sustained|suffered|incurred|experienced|noticed|had|heard|reported|reports)[ ]
                      (?:an?|the
                        |his|her|sudden|acute
                        |immediate|low|lower|upper|sharp|severe|neck|back)[ ](?:[\w-]+[ ]){{0,6}}?
                      (?:pain|pop|snap|pull|hernia|strain|sprain|tear|injury|spasm|twinge)(?:[ ](?:to|of
                          |in)[ ][^.;,]{{3,40}}?)?
                    | (?:became|got)[ ](?:ill|sick|dizzy)
                    | (?:injury|accident|incident|claim)\b[^.;,]{{0,40}}?[ ](?:involv(?:ed|es|ing)|sustained) )
                 {_THEN}?,?[ ] (?:while[ ]|when[ ]|by[ ]|from[ ]|after[ ]|in[ ]the[ ](?:course|process|act)[ ]of[ ])?
                 (?P<value>(?!{AT_WORK}){ACTIVITY}[ ](?!and\b)[^.;,]{{3,80}})"""
        ),
        cues=(
            "injured ",
            "hurt ",
            "strain",
            "sprain",
            "tweaked ",
            "wrenched ",
            "twisted ",
            "broke ",
            "fractured ",
            "dislocated ",
            "felt ",
            "developed ",
            "sustained ",
            "suffered ",
            "incurred ",
            "experienced ",
            "noticed ",
            "had ",
            "heard ",
            "involv",
            "became ",
            "got ",
        ),
    ),
    Telling(
        "what was being done when",
        pattern(
            rf"""(?:\b(?:who|he|she|{WORKER})[ ]was|{_AGED}[ ](?:who[ ])?was)[ ]
                 (?P<value> {_DOING}\b [^.;,]{{2,80}}?[ ](?:when|and)[ ] [^.;]{{3,100}})"""
        ),
        cues=("was ",),
    ),
    Telling(
        "what was done when",
        pattern(
            rf"""\b(?:who|he|she|{WORKER}) [ ]
                 (?P<value> {_PAST} [^.;,]{{3,60}}? [ ](?:when|as|while)[ ] (?:an?|the|his|her|another)[ ]
                    {_NAMED}{_HAPPENS}\b [^.;]{{0,100}} )"""
        ),
        cues=(" when ", " as ", " while "),
    ),
    Telling(
        "what happened to it",
        pattern(
            rf"""\b(?:on[ ]{DATE},?[ ](?:(?:while[ ])?at[ ]work,?[ ])?|that[ ]|{_SAYS}[ ]
                |according[ ]to[ ][^.;,]{{3,40}},[ ]
                |(?:while
                |as)[ ][^.;,]{{3,60}}(?:[ ]on[ ]{DATE})?,[ ])
                 (?P<value> {_A_THING}[^.;,]{{2,70}}?[ ]{_HAPPENS}\b {_NO_SCORE} [^.;]{{3,120}})"""
        ),
    ),
    Telling(
        "what flew about",
        pattern(
            rf"""\A(?P<value> (?!his\b|her\b|the\b|pain|grip|strength)[a-z]+(?:[ ][a-z-]+){{0,3}}[ ]
                    (?: (?:splashed|sprayed|spilled|exploded|spattered|flew|struck|hit)[ ]
                        {any_of("on | onto | into | over | across | against | in | from | him | her | his | the")}
                      | (?:fell|dropped|rolled|landed|toppled)[ ](?:on|onto|into|over)[ ](?:him|his
                      |her) )\b [^.;]{{3,100}})"""
        ),
    ),
    Telling(
        "what happened",
        pattern(
            rf"""\A(?:\w+ly,[ ])?(?P<value> {_A_THING}[^.;,]{{2,70}}?[ ]{_HAPPENS}\b {_NO_SCORE} [^.;]{{3,120}})"""
        ),
    ),
    Telling(
        "when it happened",
        pattern(
            rf"""\b{_MOMENT}[ ] (?P<value> (?!{AT_WORK}|{_SENSED}\b)
                 (?: (?:(?:{_PERSON}|they|{_HIS_PART})[ ])? (?:was|were|got)[ ](?:\w+ly[ ])?{_BEFALLS}
                   | {_PERSON}[ ](?:\w+ly[ ])?{_DOES}
                   | (?<=as[ ]){_PERSON}[ ]{_PAST}
                   | {_PERSON}[ ]was[ ]{_DOING}
                   | {_A_THING}{_NAMED}{_HAPPENS}
                   | [a-z-]+(?:[ ][a-z-]+){{0,4}}?[ ]{_HAPPENS} )\b [^.;]{{0,120}} )"""
        ),
    ),
    Telling(
        "what befell",
        pattern(
            rf"""\b(?:who|he|she|{WORKER}|{_HIS_PART}|{_WHOSE}|{_SET_OFF}) [ ] (?:was|were|got|had[ ]been
                |became)[ ] (?:\w+ly[ ])?
                 (?P<value> {_BEFALLS}\b {_NO_LEAVE} [^.;]{{3,120}})"""
        ),
        cues=(" was ", " were ", " got ", " had been ", " became "),
    ),
    Telling(
        "what was tried",
        pattern(
            rf"""\b(?:who|he|she|{WORKER})[ ]was[ ]
                 (?P<value>(?:trying|attempting)[ ]to[ ]
                     (?!(?:walk|sleep|work|return|reduce|wean|lose|find|avoid)\b)[^.;,]{{4,90}})"""
        ),
        cues=("trying to", "attempting to"),
    ),
    Telling(
        "what one got caught",
        pattern(
            rf"""\b(?:who|he|she|{WORKER})[ ]
                 (?P<value> (?:got|had)[ ](?:his|her)(?:[ ][\w-]+){{1,4}}?[ ]{_BEFALLS}\b [^.;]{{3,100}})"""
        ),
        cues=(" got ", " had "),
    ),
    Telling(
        "what befell somebody of an age",
        pattern(
            rf"""{_AGED} [ ] (?:(?:who[ ])?(?:was|got|had[ ]been)[ ])? (?:\w+ly[ ])?
                 (?P<value> (?:{_BEFALLS}|(?!seen|treated|evaluated|diagnosed|injured|referred
                     |followed)\w{{3,}}(?:ed|en)[ ]by)\b
                            {_NO_LEAVE} [^.;]{{3,120}})"""
        ),
    ),
    Telling(
        "what befell what one was in",
        pattern(
            rf"""\b(?: (?:he|she)[ ]was[ ]\w+ing(?:[ ](?:in|on))?[ ]was | (?:driver|passenger|pedestrian|cyclist
                |rider) )[ ]
                 (?P<value> {_BEFALLS}\b [^.;]{{3,110}})"""
        ),
        cues=(" was ", "driver ", "passenger ", "pedestrian ", "cyclist ", "rider "),
    ),
    Telling(
        "hurt in",
        pattern(
            rf"""\b(?:hurt|injured)(?:[ ](?:his|her|the)(?:[ ][\w-]+){{1,5}}?)? {_THEN}? [ ]
                 (?:(?:in|when|while|by|from|after)[ ]|(?={_DOING}[ ]))
                 (?P<value>(?!\d|{DATE}|{AT_WORK}|the[ ](?:course|line)|work(?:ing[ ](?:for|at|in|as))?\b)
                     [^.;]{{4,110}})"""
        ),
        cues=("hurt", "injured"),
    ),
    Telling(
        "what was done on a day",
        pattern(
            rf"""(?: {_AGED} (?:[ ]who)? | {_WHOSE} | \b{_SET_OFF} | \b(?:who|he|she|{WORKER}) ) [ ] (?:\w+ly[ ])?
                 (?P<value> {_PAST} [^.;]{{3,110}}?) {_THEN}"""
        ),
    ),
    Telling(
        "what happened on a day",
        pattern(
            rf"""\A(?P<value> {_A_THING} (?:[\w'’-]+[ ]){{1,7}}? {_PAST}
                     (?=[^.;]{{0,90}}\b(?:him|his|her)\b) [^.;]{{3,110}}?) {_THEN}"""
        ),
    ),
    Telling(
        "what was done",
        pattern(
            rf"""(?:\b(?:who|he|she|{WORKER}|{_SET_OFF})[ ](?:(?:\w+ly|then|had|also)[ ])?
                | \bwho[ ][^.;]{{3,60}}?[ ]and[ ])
                 (?P<value> {_DOES}\b {_NO_SCORE} [^.;]{{3,120}})"""
        ),
    ),
    Telling(
        "what was done, not said by whom",
        pattern(
            rf"""\A(?P<value>(?:{_DOES}|(?:was|got)[ ](?:\w+ly[ ])?{_BEFALLS})\b {_NO_SCORE} (?![ ]asleep)
                 [^.;]{{3,120}})"""
        ),
    ),
    Telling(
        "what it came from",
        pattern(
            rf"""(?:{_HURT}[ ](?={_LONG}|{_CAUSE}|(?:a[ ])?(?:[\w-]+[ ]){{1,3}}fall\b|a[ ]long[ ]|prolonged[ ])
                | {_ACHE}[ ](?={_LONG}|{_WEARS}|{_WORKING_ON}))
                 (?P<value>[^.;,]{{4,110}})"""
        ),
        cues=_FROM_CUES,
    ),
    Telling(
        "what brought it on",
        pattern(
            rf"""\A(?P<value> (?:{_WEARS}|[a-z]{{3,}}ing[ ]|(?:\w+[ ])?years[ ]of[ ]) [^.;,]{{2,80}}?) [ ]
                 (?: (?:has[ ]|have[ ]|had[ ])?(?:brought[ ]on|caused|led[ ]to|resulted[ ]in|produced|precipitated)
                   | (?:is|are|was|were)[ ](?:named|given|cited|listed|reported)[ ]as[ ](?:the|a)[ ](?:cause|mechanism)
                 )\b"""
        ),
    ),
    Telling(
        "what it is attributed to",
        pattern(
            r"""\b(?:attribut|blam)\w+\b
                (?: [^.;]{1,60}? [ ](?:to|on)
                  | [ ](?:to|on)(?=[ ](?:(?:his|her|the)[ ])?(?:repetiti|work|heavy|prolonged|years|long|job)) )
                [ ] (?P<value>(?!an?[ ]prior)[^.;,]{4,90})"""
        ),
        cues=("attribut", "blam"),
    ),
    Telling(
        "what is alleged",
        pattern(
            r"\balleg\w+[ ](?:that[ ])? (?P<value>[^.;,]{4,80}?) [ ](?:caused|led[ ]to|resulted|produced|brought)\b"
        ),
        cues=("alleg",),
    ),
    Telling(
        "in brackets",
        pattern(
            rf"""\b(?:injur\w+|DOI|accident)\b [^.;()]{{0,40}} (?:\(|(?<=\d),[ ]|[ ][–—-][ ])
                 (?:(?:described|reported|noted)[ ]as[ ])?
                 (?P<value>{_CAUSE}\b[^().;,]{{0,80}})"""
        ),
        cues=("(", ",", " - ", " – ", " — "),
    ),
    Telling(
        "what was being done",
        pattern(rf"\binjur\w+\b [^.;]{{0,80}}? [ ](?=[\djfmasond]){DATE},?[ ] (?P<value>{_DOING}\b[^.;,]{{3,90}})"),
        cues=("injur",),
    ),
)
"""From the surest to the weakest."""

_OF_SOMETHING_ELSE: Final = pattern(
    r"""\b(?:utilization|non-?certif\w+|denied|request\w*|authoriz\w+|examination|exam|tender\w*|follow[ -]?up|worse\w*
          |aggravat\w*|improv\w*|increas\w*|reliev\w*|exacerbat\w*)\b"""
)
"""Sentences of the first few that tell of visits, findings and reviews."""

_PLAIN: Final = pattern(
    rf"""\A[^.;,]{{0,70}}\bold[ ](?:\w+[ -])?(?:male|female|man|woman),?[ ]who[ ]sustained[ ]
         an?[ ](?:[\w-]+[ ])?injury[ ](?:on[ ])?{DATE}\.?"""
)
"""The commonest first sentence, which tells of no event: nothing need be looked for in it."""


def event(sentence: Passage) -> tuple[str, Passage] | None:
    """The clause of a sentence that tells how somebody was hurt, with the name of the way it is told."""
    if _PLAIN.fullmatch(sentence.text) or _OF_SOMETHING_ELSE.search(sentence.text):
        return None
    lowered = sentence.text.lower()
    for telling in _TELLINGS:
        if has_any(lowered, telling.cues) and (match := telling.pattern.search(sentence.text)):
            return telling.name, sentence.group(match, "value")
    return None
