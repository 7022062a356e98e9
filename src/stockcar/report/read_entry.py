"""Which car, team and make, who fell out, why and when, whose debut it was, does a sentence say?

Known limits: sponsors are not read; a make stands for the car it is nearest to.
"""

import re

from stockcar.report.claims import Claim, Scope, Subject
from stockcar.report.other_races import other_scope
from stockcar.report.phrases import Said, claim, driver, each, one, subject_at


def read_entry(said: Said) -> list[Claim]:
    """The claims about cars, teams, makes, retirements and debuts."""
    return [*_cars(said), *_teams(said), *_out(said), *_debuts(said)]


def _cars(said: Said) -> list[Claim]:
    found: dict[tuple[str, str], Claim] = {}

    def say(who: str | None, measure: str, value: str | None, match: re.Match[str]) -> None:
        if who and value and (who, measure) not in found:
            span = said.span(*match.span())
            scope = other_scope(said, (match_end_place(said, match), span[1])) if measure == "car" else None
            if who not in said.context.rows and (scope is None or scope.race == "unknown"):
                return
            found[who, measure] = claim(
                said, driver(said.context, who), measure, value, span, scope=scope or Scope(span="race")
            )

    for match in each(said, "entry", "car"):
        car = said.token(match, "car")
        say(said.driver(match, "who"), "car", car.value if car else None, match)
    for match in each(said, "entry", "car_subject"):
        car, make, team = (said.token(match, slot) for slot in ("car", "make", "team"))
        who = subject_at(said, match.start(), pronoun=True)
        say(who, "car", car.value if car else None, match)
        say(who, "make", make.value if make else None, match)
        say(who, "team", "|".join(team.value) if team else None, match)
    for match in each(said, "entry", "team_for"):
        team = said.token(match, "team")
        say(said.driver(match, "who"), "team", "|".join(team.value) if team else None, match)
    for name in ("full", "bare_make"):
        for match in each(said, "entry", name):
            make = said.token(match, "make")
            team = said.token(match, "team") if "team" in match.re.groupindex else None
            say(said.driver(match, "who"), "make", make.value if make else None, match)
            say(said.driver(match, "who"), "team", "|".join(team.value) if team else None, match)
    return list(found.values())


def match_end_place(said: Said, match: re.Match[str]) -> int:
    """The place in the text where the last token of a match starts."""
    return said.span(max(match.start(), match.end() - 12), match.end())[0]


def _teams(said: Said) -> list[Claim]:
    claims: list[Claim] = []
    for match in each(said, "entry", "team"):
        team = said.token(match, "team")
        for who in said.drivers_in(match["list"]):
            if who and team and who in said.context.rows:
                value = "|".join(team.value)
                claims.append(claim(said, driver(said.context, who), "team", value, said.span(*match.span())))
    for match in each(said, "entry", "teammates"):
        groups = match.groupdict()
        if groups.get("list"):
            who = subject_at(said, match.start())
            mates = [m for m in said.drivers_in(match["list"]) if m and m != who and m in said.context.rows]
            claims += [
                claim(
                    said,
                    driver(said.context, who),
                    "teammates",
                    mate,
                    said.span(*match.span()),
                    other=driver(said.context, mate),
                )
                for mate in mates
                if who in said.context.rows
            ]
            continue
        a = said.driver(match, "a") if groups.get("a") else subject_at(said, match.start())
        b = said.driver(match, "b") if groups.get("b") else None
        if a and b and a != b and a in said.context.rows and b in said.context.rows:
            other = driver(said.context, b)
            claims.append(claim(said, driver(said.context, a), "teammates", b, said.span(*match.span()), other=other))
    unique = {(c.measure, c.subject.id, c.value): c for c in claims}
    return list(unique.values())


def _out(said: Said) -> list[Claim]:
    claims: list[Claim] = []
    for match in each(said, "entry", "status"):
        who = said.driver(match, "who") if "who" in match.re.groupindex else subject_at(said, match.start())
        around = said.masked.mask[max(0, match.start() - 10) : match.end() + 60]
        if who and re.search(
            r"fail|blown|blew|broke|retire|out of|lost|engine|suffer|expired|garage|sidelined|finish", around
        ):
            claims.append(claim(said, driver(said.context, who), "status", match["part"], said.span(*match.span())))
            laps = next(iter(each(said, "entry", "laps_out")), None)
            if laps and (n := said.number(laps, "n")) is not None:
                claims.append(claim(said, driver(said.context, who), "laps", n, said.span(*laps.span())))
    for name, value in (("out", "out"), ("reached", "running")):
        for match in each(said, "entry", name):
            drivers = said.drivers_in(match["list"])
            claims += [
                claim(said, driver(said.context, who), "status", value, said.span(*match.span()))
                for who in drivers
                if who and who in said.context.rows
            ]
            if name == "reached" and match["a"] and len(drivers) == 2:
                for who, slot in zip(drivers, ("a", "b"), strict=True):
                    if who:
                        place = said.number(match, slot)
                        claims.append(claim(said, driver(said.context, who), "finish", place, said.span(*match.span())))
    unique = {(c.measure, c.subject.id, c.value): c for c in claims}
    return list(unique.values())


def _debuts(said: Said) -> list[Claim]:
    claims: list[Claim] = []
    for match in each(said, "entry", "debut"):
        groups = match.groupdict()
        tokens = [said.token(match, name) for name in groups if name.startswith("series") and groups[name]]
        series = tokens[0].value if tokens and tokens[0] else None
        if series is None:
            before = [t.value for t in said.tokens_in(max(0, match.start() - 26), match.start()) if t.kind == "S"]
            head = said.context.folded[max(0, said.span(*match.span())[0] - 24) : said.span(*match.span())[1]]
            series = (
                before[-1]
                if before
                else "all"
                if re.search(r"nascar (?:debut|newcomer)", head)
                else said.context.race.series
            )
        if re.search(
            r"debut (?:for|at|with|season)|track debut|since <Y", said.masked.mask[match.start() : match.end() + 12]
        ):
            continue
        several = "newcomer" in match[0] or "debut" in match[0][:10]
        scope = Scope(span="career", series=series)
        claims += [
            claim(said, driver(said.context, who), "debut", series, said.span(*match.span()), scope=scope)
            for who in said.drivers_in(match["list"])[-4 if several else -1 :]
            if who and who in said.context.rows
        ]
    return claims


def team_subject(said: Said, match: re.Match[str], slot: str) -> Subject | None:
    """The team of a slot as a subject."""
    token = said.token(match, slot)
    found = one(token)
    return Subject("team", found, said.context.text[token.start : token.end]) if token and found else None
