"""Does a number of laps beside words of leading count all that a driver led, or something else?

"Of the first 70 laps he led 64", "he led laps 50 to 74, 25 in all", "leading 10 laps from the end", "upward of 300",
"77 to 76 in the list", "cautions took 35 laps", "2,698 laps in a season": a part of the race, a round number, a tally,
laps that nobody led, laps of many races. A part is never more than the whole: words of a part do not excuse more laps
than the record has, and more than were run are excused by words of several races alone.

Known limits: what a part is told by stands in the same sentence.
"""

import re

from stockcar.report.question import RaceRow, Row
from stockcar.report.told_near import OF_LAPS, Near
from stockcar.report.words import cue

_PART_BEFORE = cue("led_in_part_before")
_PART_BEHIND = cue("led_in_part_behind")
_UNCERTAIN = cue("led_in_part_uncertain")
_MOMENT = cue("led_in_part_moment")
_ELSEWHERE = cue("led_in_part_elsewhere")
_UP_TO = cue("led_in_part_up_to")
_LAPS_TO = re.compile(r"\blaps? (?:no\. ?)?\d+ ?(?:-|to|through|thru|until|till) ?(?:lap )?\d+")
_ROUND_BEFORE = cue("led_in_part_round_before")
_ROUND_BEHIND = re.compile(r"^ ?(?:\+|-?(?:odd|plus|some|ish)\b|(?:laps? )?or (?:so|more|thereabouts|fewer|less|\d))")
_OTHER_UNIT = cue("led_in_part_other_unit")
_TALLY = re.compile(r"\b\d+ ?(?:-|to|against|versus|vs?\.?) ?$")
_TALLY_BEHIND = re.compile(r"^ ?(?:-|to|against|versus) ?\d+\b(?! laps)")
_OF_HOW_MANY = re.compile(r"(?<!total )(?<!high )(?<!best )(?<!most )(?<!sum )\b(?:out )?of (?:the |his |its )?$")
_CLAUSE = re.compile(r"[;:()]|\. |\b(?:and|but|while|whereas)\b")
_NOT_LED = cue("led_in_part_not_led")
_LED = cue("told_led")
_SEVERAL_RACES = re.compile(r"\b(?:seasons?|years?|careers?|history|races|events|weekend|(?:19|20)\d\d)\b")
_STAGES = re.compile(r"\bstages? ?\($")
_IN_ALL = re.compile(r"\b(?:in all|all told|in total|(?:nobody|no one|none) matched|(?:any|every) other driver)\b")
_OF_MANY_RACES = cue("led_in_part_many_races")


def doubt_of_part(race: RaceRow, mine: Row, said: int, near: Near) -> str:
    """Why a number of laps may count something else than all that he led; empty where nothing says so."""
    if race.laps_run and said > max(race.laps_run, race.laps_scheduled or 0) and _SEVERAL_RACES.search(near.sentence):
        return "nobody can lead more laps than were run: it counts several races"
    if _ROUND_BEFORE.search(near.head[-40:]) or _ROUND_BEHIND.match(near.tail) or _UNCERTAIN.search(near.sentence):
        return "the number may be a round one, or somebody's own count"
    if _TALLY.search(near.head[-12:]) or _TALLY_BEHIND.match(near.tail) or _OTHER_UNIT.match(near.tail):
        return "it may count something else than laps"
    if _OF_HOW_MANY.search(near.head[-24:]) and near.tail.startswith(" lap"):
        return "it may say of how many laps he led some"
    clause = _CLAUSE.split(near.head)[-1] + _CLAUSE.split(near.tail)[0]
    if _NOT_LED.search(clause) and not _LED.search(clause):
        return "the laps may be those of a caution or a run, and not those that he led"
    if _MOMENT.match(near.tail):
        return "it may say when, and not how long"
    if _ELSEWHERE.search(near.sentence):
        return "it may be of another race"
    if _OF_MANY_RACES.match(near.tail):
        return "it may be of several races"
    if said < (mine.led or 0) and _is_part(race, near):
        return "it may be a part of the race"
    return ""


def _is_part(race: RaceRow, near: Near) -> bool:
    """Do the words of the sentence, before or behind the number, tell of a part of the race?"""
    if _PART_BEHIND.match(near.tail) or _LAPS_TO.search(near.sentence) or _STAGES.search(near.head):
        return True
    of = OF_LAPS.match(near.tail)
    if _IN_ALL.search(near.sentence) or (of and int(of["n"]) in (race.laps_run, race.laps_scheduled)):
        return False
    return bool(_PART_BEFORE.search(near.sentence) or _UP_TO.search(near.sentence))
