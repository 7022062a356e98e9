"""Who finished where, does a sentence say?

Single places, lists whose order counts ("A, B and C completed the top five" are third to fifth), "respectively",
"sixth through 10th", followers of a named place, winners, and who beat whom.

Known limits: a list is read whole or not at all: one name that cannot be told apart leaves it unread.
"""

import re

from stockcar.report.claims import Claim, Scope
from stockcar.report.other_races import other_scope
from stockcar.report.phrases import Said, claim, driver, each, is_object, subject_at
from stockcar.report.words import cue

# A sentence about the order during the race, unless it tells of the end.
_RUNNING = cue("read_finish_running")
_AT_THE_END = cue("read_finish_at_the_end")
# Words after an ordinal that make it something else: "third career win", "second in the points", "first of two stops".
_A_NOUN = cue("read_finish_a_noun")
_MAY_END = re.compile(r"^(?:place|- place|overall)? ?(?:finish|effort|result|run|position|spot)?\b")


class _Places(dict[tuple[str, int], Claim]):
    """Claims by driver and place; the first reading of a place stands."""

    def say(self, said: Said, who: str | None, place: int | None, span: tuple[int, int]) -> None:
        """Note a place in this race, or in the other race the sentence names."""
        if not who or place is None or place < 1 or place > 60 or (who, place) in self:
            return
        scope = other_scope(said, span) or Scope(span="race")
        if any(key[0] == who and self[key].scope == scope and abs(self[key].span[0] - span[0]) < 40 for key in self):
            return
        self[who, place] = claim(said, driver(said.context, who), "finish", place, span, scope=scope)


def read_finish(said: Said) -> list[Claim]:
    """The claims about finishing places in a sentence."""
    found = _Places()
    _lists(found, said)
    _winner(found, said)
    _single(found, said)
    if _RUNNING.search(said.masked.mask) and not _AT_THE_END.search(said.masked.mask):
        return [c for c in found.values() if c.value == 1 and "w" in c.text]
    return [*found.values(), *_ahead(said)]


def _lists(found: _Places, said: Said) -> None:
    for match in each(said, "finish", "respectively"):
        places = [said.masked.tokens[int(n)].value.value for n in re.findall(r"<[OF](\d+)>", match["places"])]
        _list(found, said, match, places)
    for match in each(said, "finish", "through"):
        first, last = said.number(match, "low"), said.number(match, "high")
        if first is not None and last is not None:
            _list(found, said, match, list(range(first, last + 1)))
    for name in ("rounded", "rounded_before"):
        for match in each(said, "finish", name):
            top = said.number(match, "top") if "top" in match.re.groupindex else 3
            listed = len(re.findall("<D", match["list"]))
            if top is not None and _after_list(said, match):
                _list(found, said, match, list(range(top - listed + 1, top + 1)))
    for match in each(said, "finish", "followed"):
        place = said.number(match, "n") or 2
        if not _A_NOUN.match(match["after"]):
            found.say(said, said.driver(match, "who"), place, said.span(match.start(), match.end("head")))
            ahead = "ahead of" in said.masked.mask[match.end("head") - 1 : match.start("list")]
            drivers = said.drivers_in(match["list"])
            if len(drivers) > 1 or not ahead:
                _list(found, said, match, list(range(place + 1, place + 1 + len(drivers))))
    for match in each(said, "finish", "win_ahead"):
        drivers = said.drivers_in(match["list"])
        if "1-2" in said.masked.mask or len(drivers) > 1:
            _list(found, said, match, list(range(2, 2 + len(drivers))))
    for match in each(said, "finish", "following"):
        _list(found, said, match, list(range(2, 2 + len(said.drivers_in(match["list"])))))
    for match in each(said, "finish", "flanked"):
        place = said.number(match, "n") or 0
        found.say(said, subject_at(said, match.start()), place, said.span(match.start(), match.start("list")))
        _list(found, said, match, list(range(place + 1, place + 1 + len(re.findall("<D", match["list"])))))
    for match in each(said, "finish", "swept"):
        _list(found, said, match, [int(n) for n in match["n"].split("-")])
    for match in each(said, "finish", "podium"):
        found.say(said, said.driver(match, "who"), 3, said.span(*match.span()))


def _after_list(said: Said, match: re.Match[str]) -> bool:
    """Is the list the race's result, not a stage's or a qualifying session's?"""
    around = said.masked.mask[max(0, match.start() - 60) : match.end() + 40]
    return not re.search(r"<G|qualif|stage|points|standings|practice|at the break|speed chart|fastest", around)


def _list(found: _Places, said: Said, match: re.Match[str], places: list[int]) -> None:
    drivers = said.drivers_in(match["list"])
    after = said.masked.mask[match.end() : match.end() + 25]
    if len(drivers) != len(places) or None in drivers or re.search(r"stage|qualif|<G", after):
        return
    for who, place in zip(drivers, places, strict=True):
        token = next(n for n in re.findall(r"<D(\d+)>", match["list"]) if said.masked.tokens[int(n)].value == (who,))
        mark = said.masked.tokens[int(token)]
        found.say(said, who, place, (mark.start, mark.end))


def _single(found: _Places, said: Said) -> None:
    for match in each(said, "finish", "place_of"):
        place = said.number(match, "n") if "n" in match.re.groupindex and match["n"] else None
        if "O" in match.re.pattern and place is None:
            place = next(
                (int(said.masked.tokens[int(n)].value.value) for n in re.findall(r"<[OF](\d+)>", match[0])), None
            )
        around = said.masked.mask[max(0, match.start() - 30) : match.end() + 45]
        if re.search(r"points|standing|quest|championship|title|lead |advantage|series", around):
            continue
        found.say(said, said.driver(match, "who"), place or 2, said.span(*match.span()))
    for match in each(said, "finish", "named"):
        if _is_result(match["after"]) and not said.masked.mask[match.end() :].startswith("<G"):
            span = said.span(match.start(), match.start("after"))
            found.say(said, _subject(said, match), said.number(match, "n"), span)
    for match in each(said, "finish", "pronoun"):
        staged = said.masked.mask[match.end() :].startswith("<G")
        if (
            not staged
            and _is_result(match["after"])
            and not said.masked.mask[: match.start()].endswith(("it ", "that "))
        ):
            span = said.span(match.start(), match.start("after"))
            found.say(said, subject_at(said, match.start()), said.number(match, "n"), span)
    for name, place in (("brought", None), ("in_place", None), ("podium_sweep", 3)):
        for match in each(said, "finish", name):
            around = said.masked.mask[max(0, match.start() - 20) : match.end() + 20]
            if not re.search(
                r"stage|<G|qualif|points|standings|practice|restart|lap|running|was in|line|row|start|top spot", around
            ):
                n = place or said.number(match, "n")
                found.say(said, said.driver(match, "who"), n, said.span(*match.span()))
    for match in each(said, "finish", "top_n"):
        top = said.number(match, "n")
        who = subject_at(said, match.start())
        if (
            top in (5, 10, 3)
            and who
            and not re.search(r"stage|<G|season|<O", said.masked.mask[max(0, match.start() - 20) : match.end() + 30])
        ):
            found.setdefault(
                (who, 100 + top),
                claim(said, driver(said.context, who), "finish", top, said.span(*match.span()), comparator="<="),
            )
    for match in each(said, "finish", "runner_up_subject"):
        found.say(said, subject_at(said, match.start()), 2, said.span(*match.span()))
    for match in each(said, "finish", "runner_up"):
        found.say(said, said.driver(match, "who"), 2, said.span(*match.span()))


def _is_result(after: str) -> bool:
    """Do the words after an ordinal leave it a finishing place?"""
    rest = _MAY_END.sub("", after).strip()
    return not _A_NOUN.match(rest)


def _winner(found: _Places, said: Said) -> None:
    for match in each(said, "finish", "scored_nth"):
        around = said.masked.mask[match.start() : match.end()]
        if not re.search(r"stage|<G|pole|since |<N\d+> (?:wins|victories)", around):
            found.say(said, subject_at(said, match.start()), 1, said.span(*match.span()))
    for match in each(said, "finish", "two_races"):
        _two_races(found, said, match)
    for match in each(said, "finish", "won"):
        who = _subject(said, match)
        tail = said.masked.mask[match.end() : match.end() + 50]
        head = said.masked.mask[max(0, match.start() - 30) : match.start()]
        if re.search(r"<G\d+> (?:was |were |\( )?$", said.masked.mask[: match.start()]):
            continue
        if match[0].startswith("won by") and "stage" in said.masked.mask:
            continue
        staged = re.search(r"<G\d+> [^.;]{0,60}$", said.masked.mask[: match.start()])
        if staged and re.search(r"collected|took|claimed|win $", match[0]):
            continue
        if (
            re.match(r"(?:<G|~?stage|the (?:pole|stage|second|first two)|in <G)", tail)
            or "stage" in match[0]
            or "last " in head
        ):
            continue
        if re.search(
            r"(?:has|have|had|'ve) (?:not |never |also |now )?(?:won|claimed|scored)|never won|yet to", match[0]
        ):
            continue
        found.say(said, who, 1, said.span(*match.span()))


def _subject(said: Said, match: re.Match[str]) -> str | None:
    """The driver a phrase begins with, or, where he is an object there, the subject of the clause."""
    n = int(match["who"])
    tokens = said.masked.tokens
    if re.match(r"<D\d+> ,? ?who ", match[0]):
        return said.driver(match, "who")
    if n and tokens[n - 1].value in {"with", "as", "by"}:
        return said.driver(match, "who")
    return subject_at(said, match.start()) if is_object(tokens, n) else said.driver(match, "who")


def _two_races(found: _Places, said: Said, match: re.Match[str]) -> None:
    """ "Nineteenth and seventh at COTA and Sonoma, respectively"."""
    who = said.driver(match, "who")
    race = said.context.race
    for place, slot in (("a", "t"), ("b", "u")):
        token = said.token(match, slot)
        n = said.number(match, place)
        other = said.context.other_race(token.value, None, race.series, race.race_index) if token else None
        if who and other and n:
            scope = Scope(span="race", race=other.key)
            found[who, 1000 * n + len(found)] = claim(
                said, driver(said.context, who), "finish", n, said.span(*match.span()), scope=scope
            )


def _ahead(said: Said) -> list[Claim]:
    claims: list[Claim] = []
    for match in each(said, "finish", "ahead"):
        who = said.driver(match, "who") if match.re.groupindex.get("who") and match["who"] else None
        who = who or subject_at(said, match.start())
        around = said.masked.mask[max(0, match.start() - 40) : match.end() + 40]
        if re.search(r"stage|<G|restart|lead |into turn|<X|pole|early|for the (?:lead|top spot)|lap ", around):
            continue
        span = said.span(*match.span())
        scope = other_scope(said, span) or Scope(span="race")
        claims += [
            claim(
                said, driver(said.context, who), "ahead_of", other, span,
                other=driver(said.context, other), scope=scope,
            )
            for other in said.drivers_in(match["list"])
            if who and other and who != other
        ]  # fmt: skip
    return claims
