"""What teachers write in a scoring guide, English and Hungarian, in one table; and the words that Pontozó writes.

All of it is compared folded (`folded`): lower case, no accents, every dash "-", single spaces. Entries are regular
expressions in which `{p}` is an amount of points with its unit (`{q}` where it is only looked for), `{n}` a number,
`{few}` before it one below 100, `{u}` the unit, `{s}` the step of a scale, `{k}` how many, `{dash}` a dash with or
without spaces, and `{join}` what stands between points and thought.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

#: Numbers in words, before a unit of points and in "any three".
COUNTS = {
    word: number
    for number, said in enumerate(
        (
            ("one", "egy", "egyet"),
            ("two", "ketto", "ket", "kettot"),
            ("three", "harom", "harmat"),
            ("four", "negy", "negyet"),
            ("five", "ot", "otot"),
            ("six", "hat", "hatot"),
            ("seven", "het", "hetet"),
            ("eight", "nyolc", "nyolcat"),
            ("nine", "kilenc", "kilencet"),
            ("ten", "tiz", "tizet"),
        ),
        1,
    )
    for word in said
}
#: Amounts in words that are no whole numbers.
HALVES = {
    **dict.fromkeys(("half a", "a half", "half", "fel"), Fraction(1, 2)),
    **dict.fromkeys(("one and a half", "masfel"), Fraction(3, 2)),
}
#: The step of a scale in words, which need no unit.
STEPS = {**dict.fromkeys(("half", "fel"), Fraction(1, 2)), **dict.fromkeys(("whole", "egesz"), Fraction(1))}

_FROM = r"(az alabbiak|az alabbi \w+|a kovetkezok|a felsoroltak|ezek)(bol| kozul)"
_OF = "of (the following|the below|these|those|them)"
_WHICH = r"(barmely(ik)?|tetszoleges|(a )?legjobb|legfeljebb)"

#: A line, or a part of one between signs, by what it says. The first that fits counts.
SAID: dict[str, tuple[str, ...]] = {
    "title": (
        "(scoring|marking|mark|grading) (scheme|guide|key)",
        "scoring|grading|marking|rubric",
        "(ertekelesi|javitasi|javito|pontozasi|javitasi{dash}ertekelesi) (utmutato|kulcs)",
        "javitokulcs|pontozas|ertekeles|utmutato",
        r"(criteri(on|a)|thoughts?|answers?) [|] (points?|marks?|score)",
        r"(szempont(ok)?|gondolat(ok)?|valasz) [|] pont(szam|ok)?",
    ),
    "whole": ("(the )?whole guide", "(a )?teljes utmutato"),
    "all": ("all( of)?( the following| these| them)?", "mind(egyik)?|az osszes"),
    "alternatives": ("alternatives?|alternative (solutions|answers)", "alternativak|alternativ (megoldasok|valaszok)"),
    "either": ("either",),
    "or": ("or", "vagy"),
    "levels": ("levels?|scale", "szintek|skala"),
    "deduct": ("deduct|deductions?|penalt(y|ies)", "(pont)?levonas(ok)?"),
    "outcomes": ("outcomes", "kimenetek|kimenetelek"),
    "each": (
        "{p} each|each( is)?( worth)? {p}|{p} (for|per) each( one)?|{p} per (item|line|thought|answer)",
        "((egyenkent|pontonkent|elemenkent|soronkent|mindegyik) )?{n}{dash}(?P=n) ?{u}",
        "(egyenkent|pontonkent|elemenkent|soronkent|mindegyik) {p}|{p} (egyenkent|mindegyik)",
    ),
    "cap": (
        r"(maximum|max\.?|at most|up to|no more than)( of)? {p}|{p} (at most|maximum|max\.?)",
        "legfeljebb {p}( adhato)?|maximum {p} adhato",
    ),
    "total": (
        r"(in )?total( score| points| marks)?:? ({p}|{n})|{p}( in)? total",
        r"(maximum|max\.?)( score| points| marks| pontszam)?:? ({p}|{n})",
        "(osszesen|osszpontszam|maximalis pontszam|elerheto( pontszam)?):? ({p}|{n})( adhato| szerezheto)?",
        "{p} osszesen",
    ),
    "best": (
        rf"(any|(the )?best) {{k}}( \w+)?( of| {_OF}( \w+)?)?",
        rf"(up to |at most )?{{k}}( \w+)? {_OF}( \w+)?",
        rf"{_WHICH} {{k}}( \w+)?( {_FROM})?",
        rf"{_FROM}( {_WHICH})? {{k}}( \w+)?|{{k}}( \w+)? {_FROM}",
    ),
    "points": ("{p}",),
}

#: A suffix in brackets, or a line below a criterion, that says what the criterion can come out as.
ALL_OR_NOTHING = ("all{dash}or{dash}nothing|all or nothing", "mindent vagy semmit|minden vagy semmi")
SCALE = (
    "scale( from)? 0({dash}| to ){n}( in (steps of )?{s}( steps)?)?",
    "0({dash}| to ){n} scale( in (steps of )?{s}( steps)?)?",
    "0{dash}{n}(-(ig|es|as|os))? skala(n)?( {s}(-(es|as|os))? lepes(ekben|enkent|ekkel))?",
    "skala:? 0{dash}{n}( {s}(-(es|as|os))? lepes(ekben|enkent|ekkel))?",
)

#: Words for "each", which a colon may part from the points.
EACH = "each|egyenkent|pontonkent|elemenkent|soronkent|mindegyik"
#: What may stand between an amount of points and the thought that earns or costs it.
JOIN = r"(?:,? (?:for(?! each\b| every\b)|if|when|ha) | ?[:|] ?| ?- )"
#: How a line begins that takes points off. A sign directly before the number is a minus.
COSTS = (
    r"-{n}( ?{u})?{join}",
    r"- {n},? (for(?! each\b| every\b)|if|when|ha) ",
    r"minusz? ({p}|{n}){join}",
    r"{p} (off|deducted|deduction|levonas|levonva){join}",
    r"(deduct|take off|subtract|(pont)?levonas|levonando):? {p}{join}",
)
#: How a line begins that gives points: with a unit or a plus, and with a bare number. A bare number of three digits
#: is no points: "1990: the year of …"; nor is "2p" where points come from above: "2p orbitals".
EARNS = (
    r"{p}{join}",
    r"{n} ?pts?\.? ",
    r"\({p}\) ?[-:]? ?",
    r"\[({p}|{few}{n})\] ?[-:]? ?",
    r"\+ ?{n}( ?{u})?({join}| )",
)
BARE = ("{few}{n}(: | ?- | ?[|] )", r"{few}{n} ?p\.? ")
#: A bare number in the last cell of a row.
LAST_CELL = r"(?P<thought>.*\S) [|] ?{few}{n}"
#: Points in the middle of a thought: it may be two thoughts in one line.
INSIDE = r"(?:[:(\[|] ?| - )-?{q}|(?<![a-z0-9]){q}(?:{join}|[)\]])"

#: What in a thought says how to mark it: when a part is enough, what else will do, how many of a list.
PARTLY = r"^(?:if|when|ha|amennyiben) (?:only|just|partly|partially|csak|reszben)(?![a-z])"
REMARK = r"[(\[](?:elfogad(?:hato|juk|ott)|(?:also )?accept(?:ed|able)?|reszpont\w*|partial credit)(?![a-z])"
COUNTED = r"(?<![a-z0-9]){k}(?: \w+)? (?:of|(?:az alabbiak|a kovetkezok)(?:bol| kozul))(?: \w+)?: ?\S"
EACH_INLINE = r"(?:each|egyenkent|mindegyik)(?![a-z])"

#: A line below a criterion: a further wording, its name. Where a colon is, what follows it is the text.
SIDES = {"either": "either", "or": "or|vagy"}
ID = "id|azonosito"


@dataclass(frozen=True)
class Words:
    """The words in which a guide is written: `{}` holds the number."""

    decimal: str
    point: str
    points: str
    best: str
    whole: str
    all: str
    alternatives: str
    levels: str
    deduct: str
    outcomes: str
    wording: str
    all_or_nothing: str
    scale: str


#: By language; a guide in any other is written in English.
WRITTEN = {
    "en": Words(
        decimal=".",
        point="{} point",
        points="{} points",
        best="best {} of:",
        whole="the whole guide:",
        all="all of:",
        alternatives="alternatives:",
        levels="levels:",
        deduct="deduct:",
        outcomes="outcomes:",
        wording="or: {}",
        all_or_nothing="all or nothing",
        scale="scale 0–{} in steps of {}",
    ),
    "hu": Words(
        decimal=",",
        point="{} pont",
        points="{} pont",
        best="a legjobb {}:",
        whole="a teljes útmutató:",
        all="mind:",
        alternatives="alternatívák:",
        levels="szintek:",
        deduct="levonás:",
        outcomes="kimenetek:",
        wording="vagy: {}",
        all_or_nothing="mindent vagy semmit",
        scale="0–{} skála {} lépésekben",
    ),
}

_DASHES = frozenset("-–—−‐‑‒―")
_SIGNS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_WORDS = sorted([*COUNTS, *HALVES], key=len, reverse=True)
_NUMBER = rf"(?:[0-9]+(?:[.,][0-9]+|/[0-9]+| [0-9]+/[0-9]+| ?[{_SIGNS}])?|[{_SIGNS}])(?![0-9])"
_UNIT = r"(?:points?|pts?\.?|marks?|pont(?:ot)?|p\.?)(?![a-z0-9])"
_SLOTS = {
    "{n}": rf"(?P<n>{_NUMBER})",
    "{p}": rf"(?P<p>{_NUMBER}|(?:{'|'.join(_WORDS)})(?= )) ?{_UNIT}",
    "{s}": rf"(?P<s>{_NUMBER}|{'|'.join(STEPS)})",
    "{k}": rf"(?P<k>[0-9]{{1,9}}|{'|'.join(sorted(COUNTS, key=len, reverse=True))})(?![a-z0-9])",
    "{q}": rf"(?:{_NUMBER}|(?:{'|'.join(_WORDS)})(?= )) ?{_UNIT}",
    "{few}": "(?![0-9]{3})",
    "{u}": _UNIT,
    "{dash}": " ?- ?",
    "{join}": JOIN,
}


@cache
def patterns(*phrases: str) -> tuple[re.Pattern[str], ...]:
    """The phrases of the table as patterns, one for each way of saying it: no group stands twice in one."""
    return tuple(re.compile(_filled(way)) for phrase in phrases for way in _ways(phrase))


def _ways(phrase: str) -> list[str]:
    """The phrase cut at each "|" that stands in no bracket."""
    ways, depth = [""], 0
    for i, character in enumerate(phrase):
        escaped = i > 0 and phrase[i - 1] == "\\"
        depth += (character in "([") - (character in ")]") if not escaped else 0
        if character == "|" and depth == 0:
            ways.append("")
        else:
            ways[-1] += character
    return ways


def _filled(way: str) -> str:
    for slot, pattern in _SLOTS.items():
        way = way.replace(slot, pattern)
    return way


@cache
def _folded(character: str) -> str:
    if character in _DASHES:
        return "-"
    bare = "".join(c for c in unicodedata.normalize("NFD", character.casefold()) if not unicodedata.combining(c))
    return bare if len(bare) == 1 else character


def folded(text: str) -> str:
    """How a text is compared: lower case, no accents, every dash "-". A character stays one character."""
    return "".join(map(_folded, text))
