"""Is it certain of whom, of what and of when a claim speaks?

The record may contradict a claim only where it is. A subject that stands far from its predicate, with another name, a
new clause or a preposition between; a result told with "had", beside another year, track or series; a count whose noun
is followed by words that no scope is read from: such a claim can be borne out, but when the record says otherwise the
reading is the likelier slip, and it is left undecided with the doubt as the reason.

Known limits: certainty is judged by the words of one sentence; irony and headlines are taken at their word.
"""

import re
from itertools import pairwise

from stockcar.report.claims import COUNT_MEASURES, RACE_MEASURES, ROW_MEASURES, Claim
from stockcar.report.phrases import Said, is_object
from stockcar.report.tokens import Token
from stockcar.report.words import cue, words

_ANOTHER_TIME = cue("certain_another_time")
_NOT_SO = cue("certain_not_so")
_NEW_CLAUSE = frozenset(words("certain_new_clause"))
_SCOPE_WORDS = frozenset(words("certain_scope_words"))
_ENDS_SCOPE = frozenset(words("certain_ends_scope"))
_MONTHS = words("months")
_RUNNING = cue("read_finish_running")
_OF_THE_END = cue("certain_of_the_end")
_OTHER_LISTS = cue("certain_other_lists")
_OTHER_TITLE = cue("certain_other_title")
_PART_OF_RACE = cue("certain_part_of_race")
_TOGETHER = cue("certain_together")
_PRONOUNS = ("he", "his", "she", "her")
_OPENING = 3  # words before a phrase that opens its sentence
_FARTHEST = 9  # words between a name and what is said of it
_OTHER_STARTS = cue("certain_other_starts")
_ROUGHLY = cue("certain_roughly")
_A_MOMENT = cue("certain_a_moment")
_STINT = cue("certain_stint")
_OF_MANY = cue("certain_of_many")
_ANOTHER_LEAGUE = cue("certain_another_league")
_TO_THE_FRONT = cue("certain_to_the_front")
_OF_THE_RACE = re.compile(
    r"^,? (?:of|in) (?:the|sunday's|saturday's|friday's) (?:[\w'-]+ ){0,4}?(?:race|event|\d{3})\b"
)
_A_WHILE = re.compile(r"^,? (?:when|before|until|by the time)\b")
_SAYS = re.compile(r"^,? (?:said|says|noted|thought|added|admitted|explained|joked|recalled)\b")
_GRID = re.compile(r"\bgrid\b|green flag|\bto start\b")
LAP_RACE = re.compile(r"\d+[- ]lap (?:[a-z'-]+ ){0,3}(?:race|event|contest|feature)")  # says the whole length
_IMPLIED = "whom it speaks of is only implied"
_BEFORE = "the name may belong to the words before it"
_AN_OBJECT = "the name may be an object"
_BETWEEN = "another name stands between"
_A_CLAUSE = "a clause stands between the name and the words"
OF_WHOM = frozenset((_IMPLIED, _BEFORE, _AN_OBJECT, _BETWEEN, _A_CLAUSE))  # doubts of nothing but the subject


def doubt(said: Said, claim: Claim) -> str:
    """Why it is not certain what a claim says; empty where it is. Of whom it speaks is asked last."""
    if claim.measure in RACE_MEASURES:
        return _doubt_of_race(said, claim)
    found = ""
    if isinstance(claim.value, int) and _ROUGHLY.search(_up_to_the_number(said, claim)):
        found = "the number is a round one"
    if not found and claim.measure in ROW_MEASURES | {"ahead_of": str, "led_most": int, "sweep": int}:
        found = _doubt_of_result(said, claim)
    if not found and claim.measure in {**COUNT_MEASURES, "last": str, "winless": int, "debut": str}:
        found = _doubt_of_scope(said, claim)
    if not found and claim.measure in ("champion", "titles") and _OTHER_TITLE.search(_sentence(said)):
        found = "the title may be of another series"
    if not found and claim.subject.kind == "driver" and "+" not in claim.subject.id:
        found = _doubt_of_subject(said, claim)
    return found


def _up_to_the_number(said: Said, claim: Claim) -> str:
    """The words before the claim's number, from a little before the claim."""
    tokens = said.masked.tokens
    inside = [t for t in tokens if t.kind in "NO" and claim.span[0] <= t.start < claim.span[1]]
    end = next((t.start for t in inside if t.value.value == claim.value), claim.span[0])
    return said.context.folded[max(said.masked.start, end - 24) : end]


def _sentence(said: Said) -> str:
    return said.context.folded[said.masked.start : said.masked.end]


def _inside(said: Said, claim: Claim) -> tuple[int, int]:
    """The first and last token of the claim's place."""
    tokens = said.masked.tokens
    places = [n for n, t in enumerate(tokens) if claim.span[0] <= t.start < claim.span[1]]
    return (places[0], places[-1]) if places else (0, len(tokens) - 1)


def _doubt_of_subject(said: Said, claim: Claim) -> str:
    tokens = said.masked.tokens
    first, last = _inside(said, claim)
    mine = [n for n, t in enumerate(tokens) if t.kind == "D" and claim.subject.id in t.value]
    if not mine:
        others = any(t.kind == "D" for t in tokens[:last])
        opening = [t.value for t in tokens[:4] if t.kind == "W"]
        pronoun = bool(opening) and (opening[0] in _PRONOUNS or opening[:2] in (["it", "was"], ["it", "is"]))
        return "" if said.sure and pronoun and not others else _IMPLIED
    if claim.span == (tokens[mine[0]].start, tokens[mine[0]].end) or any(
        claim.span == (tokens[n].start, tokens[n].end) for n in mine
    ):
        return ""  # a place in a list: the name is the claim
    within = [n for n in mine if first <= n <= last]
    if within:
        return _doubt_within(tokens, within[-1], last)
    before = [n for n in mine if n < first]
    if not before:
        # Words that open a sentence may look ahead to its subject; others, later, may follow a name that means two.
        return "" if mine[0] - last <= 4 and first <= _OPENING else _IMPLIED
    return _doubt_between(tokens, before[-1], first)


def _doubt_within(tokens: list[Token], name: int, last: int) -> str:
    """The phrase holds the name itself."""
    others = [t for t in tokens[name + 1 : last + 1] if t.kind == "D"]
    clause = [t.value for t in tokens[name + 1 : name + 3]] == [",", "who"]
    if _coordinate(tokens, name) or (is_object(tokens, name) and not others and not clause):
        return _BEFORE
    after = tokens[name + 1] if name + 1 < len(tokens) else None
    mate = name + 2 < len(tokens) and str(tokens[name + 2].value).startswith(("teammate", "team-mate", "stablemate"))
    return "the name may belong to the words after it" if after is not None and after.value == "'s" and mate else ""


def _coordinate(tokens: list[Token], name: int) -> bool:
    """ "X beat Y and won": does "and" follow a name that another verb took as its object?"""
    joined = name + 1 < len(tokens) and tokens[name + 1].value in ("and", "but")
    return joined and any(t.kind == "D" for t in tokens[:name]) and tokens[name - 1].value != "and"


def _doubt_between(tokens: list[Token], name: int, first: int) -> str:
    between = tokens[name + 1 : first]
    plain = [t for t in [*between, tokens[first]] if t.kind in "WP"]
    named = any(t.kind == "D" for t in between)
    listed = name > 1 and tokens[name - 1].value in ("and", ",") and tokens[name - 2].kind == "D"
    if [t.value for t in plain[:2]] == [",", "who"] and len(plain) <= 5 and not named and not listed:
        return ""  # "Earnhardt, who stormed from 26th": the clause speaks of the name just before it
    if is_object(tokens, name):
        return _AN_OBJECT
    if named:
        return _BETWEEN
    opened = (a.value in _NEW_CLAUSE and not str(b.value).endswith("ing") for a, b in pairwise(plain))
    if len(plain) > _FARTHEST + 1 or any(opened):
        return _A_CLAUSE
    return ""


def _doubt_of_result(said: Said, claim: Claim) -> str:
    """A result that may be of another time or place than the race's end."""
    text, context = _sentence(said), said.context
    first, last = _inside(said, claim)
    tokens = said.masked.tokens
    near = " ".join(str(t.value) for t in tokens[max(0, first - 4) : last + 1] if t.kind in "WP")
    near = near.replace("had to settle", "settled")
    whole = re.search(r"race-high|game-high|the most", said.context.folded[claim.span[0] : claim.span[1]]) is not None
    if _NOT_SO.search(re.sub(r"\bhad\b", "", near) if whole and claim.measure == "led" else near):
        return "it may be told of before the race, or as what might have been"
    if claim.scope.race is None:
        if any(t.kind == "Y" and t.value != context.race.season for t in tokens):
            return "another year is named beside it"
        if any(t.kind == "T" and context.race.track_id not in t.value for t in tokens):
            return "another track is named beside it"
        if _ANOTHER_TIME.search(text) or _another_month(said):
            return "another time is named beside it"
    if any(t.kind == "S" and t.value not in ("all", context.race.series) for t in tokens):
        return "another series is named beside it"
    told = context.folded[claim.span[0] : claim.span[1]]
    after = context.folded[claim.span[1] : min(said.masked.end, claim.span[1] + 40)]
    if claim.measure == "finish" and (_OTHER_LISTS.search(text) or _OTHER_LISTS.search(after)):
        return "the order may be of the points, a stage or the grid"
    if claim.measure in ("finish", "ahead_of") and _RUNNING.search(said.masked.mask) and not _OF_THE_END.search(told):
        return "it may be the order during the race"
    named = any(claim.span == (t.start, t.end) for t in tokens if t.kind == "D")
    if claim.measure == "finish" and not named and not _OF_THE_END.search(told) and not _is_of_the_result(text, told):
        return "it may be the order during the race"
    if claim.measure == "start" and re.search(r"lead|sitter|winner", f"{near} {after[:16]}"):
        return "the place may be another's"
    if claim.measure == "start" and (
        _OTHER_STARTS.search(f"{told} {after[:24]}") or ("lined up" in told and not _GRID.search(text))
    ):
        return "it may be the start of a part of the race, or of a season"
    if claim.measure in ("finish", "ahead_of") and _ANOTHER_LEAGUE.search(text):
        return "it may be of another league, or a place that was taken away"
    if claim.measure == "start" and " to " in told and _TO_THE_FRONT.search(text):
        return "it may be the start of a part of the race, or of a season"
    if claim.measure == "car" and _SAYS.match(after):
        return "the name may only be the speaker's"
    return _doubt_of_led(said, claim, whole) if claim.measure == "led" else ""


def _doubt_of_led(said: Said, claim: Claim, whole: bool) -> str:
    """Laps led that may be those of a part of the race, or of several; ``whole``: its own words say the most of all."""
    text, folded, tokens = _sentence(said), said.context.folded, said.masked.tokens
    first, last = _inside(said, claim)
    told = folded[claim.span[0] : claim.span[1]]
    part_of_race = "it may be a part of the race"
    whole = whole or _OF_THE_RACE.match(folded[claim.span[1] : claim.span[1] + 60]) is not None
    if _OF_MANY.search(folded[max(said.masked.start, claim.span[0] - 30) : claim.span[0]]):
        return "it may be of several together"
    if _A_WHILE.match(folded[claim.span[1] : claim.span[1] + 40]):
        return part_of_race
    stint = _STINT.search(text) or _STINT.search(folded[said.masked.end : said.masked.end + 70])
    if stint and not whole and not re.search(r"\bof (?:the |its )?\d", told):
        return part_of_race
    staged = any(t.kind == "G" for t in tokens[:first]) and not any(t.kind == "N" and t.value.of for t in tokens)
    if staged and not whole and " of " not in told:
        return part_of_race
    lengths = _lengths(said)
    of_all = any(
        t.kind == "N" and (t.value.value in lengths or t.value.of in lengths) for t in tokens[first : last + 1]
    )
    part = _PART_OF_RACE.search(text) and not of_all
    return part_of_race if not whole and (part or _TOGETHER.search(text)) else ""


def _lengths(said: Said) -> tuple[int, ...]:
    race = said.context.race
    return tuple(laps for laps in (race.laps_run, race.laps_scheduled) if laps)


def _is_of_the_result(text: str, told: str) -> bool:
    """ "Finished second and Smith was third": is a bare "was" that of the result, and of no moment before it?"""
    return bool(re.search(r"\bw(?:as|ere)\b", told) and _OF_THE_END.search(text) and not _A_MOMENT.search(text))


def _another_month(said: Said) -> bool:
    """Is a month named that is not the race's?"""
    date = said.context.race.date
    text = said.context.text[said.masked.start : said.masked.end]
    months = {m[1].lower() for m in re.finditer(r"\b(?:in|since|last|of) ([A-Z][a-z]{2,8})\b", text)}
    return date is not None and any(m in _MONTHS and m != f"{date:%B}".lower() for m in months)


def _doubt_of_scope(said: Said, claim: Claim) -> str:
    """A count whose words are not all understood."""
    first, last = _inside(said, claim)
    tokens = said.masked.tokens
    if any(t.kind == "R" for t in tokens[first : last + 4]):
        return "it may count one event only"
    for token in tokens[first : last + 1]:
        if token.kind == "W" and token.value not in _SCOPE_WORDS:
            return f'what "{token.value}" narrows it to is not read'
    for token in tokens[last + 1 : last + 14]:
        if token.kind == "P" or token.value in _ENDS_SCOPE:
            break
        if token.kind in "DMKGCR" or (token.kind == "W" and token.value not in _SCOPE_WORDS):
            word = said.context.folded[token.start : token.end]
            return f'what "{word}" narrows it to is not read'
    if _ANOTHER_TIME.search(_sentence(said)) and claim.scope.last is None:
        return "another time is named beside it"
    return ""


def _doubt_of_race(said: Said, claim: Claim) -> str:
    text = _sentence(said)
    if claim.measure == "races_at_track":
        told = said.context.folded[claim.span[0] : claim.span[1]]
        return "" if "inaugural" in told else "it may be somebody's first there"
    if claim.measure == "date":
        dates = [t.value for t in said.masked.tokens if t.kind == "A"]
        dated = bool(re.search(r"(?:19|20)\d\d$", claim.text.strip()))
        return "" if dated and len(dates) == 1 else "the day may be that of something else"
    beside = said.context.folded[claim.span[0] : claim.span[1] + 20]
    if claim.measure == "number" and re.search(r"\b(?:his|her|their)\b", beside):
        return "it may count somebody's races"
    if claim.measure in ("weekday", "season_year", "number", "races_in_season"):
        return ""
    whole = claim.measure == "laps_scheduled" and int(claim.value or 0) * 2 >= min(_lengths(said), default=0)
    if whole and LAP_RACE.search(claim.text.casefold()):
        others = any(t.kind == "S" and t.value not in ("all", said.context.race.series) for t in said.masked.tokens)
        return "another series is named beside it" if others else ""
    if _PART_OF_RACE.search(text) or any(t.kind == "G" for t in said.masked.tokens):
        return "it may be a part of the race"
    if any(t.kind == "Y" and t.value != said.context.race.season for t in said.masked.tokens):
        return "another year is named beside it"
    return "another time is named beside it" if _ANOTHER_TIME.search(text) else ""
