"""Which laps does a sentence say were led, and by whom?

Known limits: laps led up to a point ("had led 80 laps by then") are taken for the race's total; runs ("the final 28")
are not claims about the total and are left alone.
"""

import re

from stockcar.report.claims import Claim, Scope, Subject
from stockcar.report.phrases import Said, claim, driver, each, one, phrase, subject_at

_RUN_BEFORE = ("first", "final", "last", "next", "opening", "previous", "another", "straight", "consecutive")


def read_led(said: Said) -> list[Claim]:
    """The claims about laps led in a sentence."""
    found: dict[tuple[str, int], Claim] = {}
    for pair in each(said, "led", "each"):
        for who, n in (("a", "n"), ("b", "m")):
            _keep(found, said, said.driver(pair, who), said.number(pair, n), said.span(pair.start(), pair.end()))
    if not found:
        for match in each(said, "led", "total"):
            _total(found, said, match)
        for match in each(said, "led", "named"):
            if "laps" in said.masked.mask[match.start() : match.end() + 40] or " led " in said.masked.mask:
                _keep(found, said, said.driver(match, "who"), said.number(match, "n"), said.span(*match.span()))
    for match in each(said, "led", "never"):
        _keep(found, said, subject_at(said, match.start()), 0, said.span(*match.span()))
    for match in each(said, "led", "every"):
        if said.context.race.laps_run and "<N" not in said.masked.mask[match.end() : match.end() + 12]:
            who = subject_at(said, match.start())
            _keep(found, said, who, said.context.race.laps_run, said.span(*match.span()))
    claims = list(found.values())
    claims += _most(said) + _teams(said)
    return claims


def _total(found: dict[tuple[str, int], Claim], said: Said, match: re.Match[str]) -> None:
    n = said.number(match, "n")
    m = said.number(match, "m") if "m" in match.re.groupindex else None
    if n is None:
        return
    token = said.token(match, "n")
    if n < 0 and (m or said.context.race.laps_run):
        n += m or said.context.race.laps_run or 0
    if token is not None and token.value.of:
        m = token.value.of
    if n < 0 or _is_run(said, match):
        return
    start, end = match.span()
    if re.search(r"combin\w+ (?:to|for) $", said.masked.mask[max(0, start - 16) : start]):
        return
    window = said.masked.mask[end : end + 60]
    if re.match(
        r"(?:in|of|for|on|this|all) (?:a |the |his |single )*(?:season|career|year)|record|by a rookie", window
    ):
        return
    _keep(found, said, _after(said, match) or subject_at(said, start), n, said.span(start, end))
    if m is not None and m > 60 and said.context.race.laps_run and "scheduled" not in said.masked.mask[start:end]:
        race = Subject("race", said.context.race.key, said.context.race.name)
        key = ("race", m)
        run, scheduled = said.context.race.laps_run, said.context.race.laps_scheduled or 0
        measure = "laps_run" if abs(m - run) <= abs(m - scheduled) else "laps_scheduled"
        found.setdefault(key, claim(said, race, measure, m, said.span(start, end)))


def _is_run(said: Said, match: re.Match[str]) -> bool:
    start, end = match.span()
    words = said.masked.mask[max(0, start - 14) : end].split() + said.masked.mask[end : end + 20].split()[:2]
    return any(word in words for word in ("straight", "consecutive")) or _ends_with_run(said, match)


def _ends_with_run(said: Said, match: re.Match[str]) -> bool:
    token = said.token(match, "n")
    if token is None:
        return False
    n = said.masked.tokens.index(token)
    before = said.masked.tokens[max(0, n - 2) : n]
    return any(t.kind == "O" or (t.kind == "W" and t.value in _RUN_BEFORE) for t in before)


def _after(said: Said, match: re.Match[str]) -> str | None:
    """The driver named as the owner: "60 laps led by Friesen"."""
    end = match.end()
    by = phrase(r"by {D:who}").match(said.masked.mask, end)
    return said.driver(by, "who") if by else None


def _keep(
    found: dict[tuple[str, int], Claim], said: Said, who: str | None, n: int | None, span: tuple[int, int]
) -> None:
    if who and n is not None and (who, n) not in found:
        found[who, n] = claim(said, driver(said.context, who), "led", n, span)


def _most(said: Said) -> list[Claim]:
    for match in each(said, "led", "most"):
        window = said.masked.mask[match.start() : match.end() + 40]
        if "laps" not in window or "laps in his career" in window:
            continue
        who = subject_at(said, match.start())
        after = phrase(r" ?(?:was|were|:|-) {D:who}").match(said.masked.mask, match.end())
        who = (said.driver(after, "who") if after else None) or who
        if who:
            return [claim(said, driver(said.context, who), "led_most", 1, said.span(*match.span()))]
    return []


def _teams(said: Said) -> list[Claim]:
    claims = []
    for match in each(said, "led", "team"):
        n = said.number(match, "n")
        before = [t for t in said.tokens_in(0, match.start()) if t.kind in "MD"]
        teams = [t for t in before if t.kind == "M"]
        people = [one(t) for t in before if t.kind == "D"]
        if n is None:
            continue
        if len(people) >= 2 and all(people):
            several = "+".join(sorted({p for p in people[-4:] if p}))
            subject = Subject("driver", several, " and ".join(said.context.names.get(p, p) for p in people[-4:] if p))
        elif teams:
            subject = Subject("team", teams[-1].value[0], said.context.text[teams[-1].start : teams[-1].end])
        else:
            continue
        claims.append(claim(said, subject, "led_sum", n, said.span(*match.span()), scope=Scope(span="race")))
    return claims
