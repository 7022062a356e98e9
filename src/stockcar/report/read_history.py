"""What does a sentence say about before: first since, droughts, streaks, champions, relief, plans, what comes next?

Known limits: "first since" is read for wins, poles, top fives, top tens and starts.
"""

import re

from stockcar.report.claims import Claim, Scope, Subject
from stockcar.report.phrases import Said, claim, driver, each, one, subject_at
from stockcar.report.read_entry import team_subject


def read_history(said: Said) -> list[Claim]:
    """The claims about what led up to the race, and what it leads to."""
    return [
        *_since(said),
        *_runs(said),
        *_champions(said),
        *_team(said),
        *_relief(said),
        *_plans(said),
        *_careers(said),
    ]


def _event(said: Said, match: re.Match[str]) -> str:
    what = match.groupdict().get("what") or "win"
    if what.startswith("top"):
        return f"top{said.number(match, 'top')}" if match.groupdict().get("top") else "top5"
    return {"pole": "pole", "start": "start", "race": "win", "runner-up": "second"}.get(what.split()[0], "win")


def _since(said: Said) -> list[Claim]:
    claims = []
    for match in each(said, "history", "since"):
        tail = said.tokens_in(match.start("tail"), match.end("tail"))
        year = next((t.value for t in tail if t.kind == "Y"), None)
        date = next((t.value for t in tail if t.kind == "A"), None)
        track = next((t.value for t in tail if t.kind == "T"), None)
        if date is not None:
            year = date[0] or year
        if (year is None and "last year" in match["tail"]) or "last season" in match["tail"]:
            year = said.context.race.season - 1
        month = date[1] if date is not None else _month(match["tail"])
        if year is None and track is None:
            continue
        series = said.token(match, "series") if "series" in match.re.groupindex else None
        who = said.driver(match, "who") if match.groupdict().get("who") else subject_at(said, match.start())
        if not who:
            continue
        value = f"{year or ''}|{'/'.join(track) if track else ''}|{month or ''}"
        scope = Scope(span="career", series=series.value if series else None, event=_event(said, match), before=True)
        claims.append(claim(said, driver(said.context, who), "last", value, said.span(*match.span()), scope=scope))
    return claims


def _month(text: str) -> int | None:
    months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    found = re.search(r"\b(" + "|".join(months) + ")", text)
    return months.index(found[1]) + 1 if found else None


def _runs(said: Said) -> list[Claim]:
    claims: list[Claim] = []
    for match in each(said, "history", "winless"):
        n = said.number(match, "n")
        who = subject_at(said, match.start())
        if n is not None and who and n > 1:
            made = claim(
                said, driver(said.context, who), "winless", n, said.span(*match.span()), scope=Scope(span="career")
            )
            claims.append(made)
    for match in each(said, "history", "streak"):
        n = said.number(match, "n")
        who = subject_at(said, match.start())
        event = _event(said, match)
        if n is not None and who and n > 1 and event != "start":
            series = said.token(match, "series")
            tracks = [t for t in said.tokens_in(match.end(), match.end() + 30) if t.kind == "T"]
            here = bool(tracks) and said.context.race.track_id in tracks[0].value
            here = here or bool(re.match(r"s? ?at the (?:track|facility|speedway)", said.masked.mask[match.end() :]))
            scope = Scope(
                span="career", series=series.value if series else None, event=event,
                track_id=said.context.race.track_id if here else None,
            )  # fmt: skip
            claims.append(
                claim(
                    said, driver(said.context, who), "streak", n, said.span(*match.span()), scope=scope, comparator=">="
                )
            )
    for match in each(said, "history", "back_to_back"):
        who = subject_at(said, match.start())
        if who and not re.search(r"champion|title|pole", said.masked.mask[match.end() : match.end() + 25]):
            claims.append(
                claim(
                    said,
                    driver(said.context, who),
                    "streak",
                    2,
                    said.span(*match.span()),
                    scope=Scope(span="career"),
                    comparator=">=",
                )
            )
    unique = {(c.measure, c.subject.id): c for c in reversed(claims)}
    return list(unique.values())


def _champions(said: Said) -> list[Claim]:
    found: dict[tuple[str, str, int | None], Claim] = {}
    race = said.context.race
    for match in each(said, "history", "champion"):
        groups = match.groupdict()
        who = said.driver(match, "who") if "who" in groups else subject_at(said, match.start())
        years = [said.token(match, name) for name in ("year", "year2") if groups.get(name)]
        year = years[0].value if years and years[0] else None
        if year is None:
            if not re.search(r"defending|reigning|current|last (?:year|season)", match[0]):
                continue
            year = race.season - 1
        series = next(
            (t for name in ("series", "series2") if groups.get(name) and (t := said.token(match, name))), None
        )
        if who and year < race.season + 1:
            scope = Scope(span="season", series=series.value if series else None, season=year)
            found[who, "champion", year] = claim(
                said, driver(said.context, who), "champion", year, said.span(*match.span()), scope=scope
            )
    for match in each(said, "history", "titles"):
        who, n = said.driver(match, "who"), said.number(match, "n")
        series = said.token(match, "series")
        if who and n:
            scope = Scope(span="career", series=series.value if series else None, before=True)
            found[who, "titles", n] = claim(
                said, driver(said.context, who), "titles", n, said.span(*match.span()), scope=scope
            )
    return list(found.values())


def _team(said: Said) -> list[Claim]:
    for match in each(said, "history", "sweep"):
        groups = match.groupdict()
        n = (
            3
            if groups.get("pod")
            else {"1-2-3-4": 4, "1-2-3": 3, "1-2": 2, "one-two-three": 3, "one-two": 2}[match["n"]]
        )
        subject = team_subject(said, match, "team") if "team" in match.re.groupindex else None
        if subject is not None and "stage" not in match[0]:
            return [claim(said, subject, "sweep", n, said.span(*match.span()))]
    return []


def _relief(said: Said) -> list[Claim]:
    claims = []
    for match in each(said, "history", "relief"):
        groups = match.groupdict()
        relief = said.driver(match, "relief") if groups.get("relief") else None
        who = said.driver(match, "who") if groups.get("who") else None
        if relief is None and who is not None:
            before = [one(t) for t in said.tokens_in(0, match.start()) if t.kind == "D"]
            relief = before[0] if before else subject_at(said, match.start())
        if relief is not None and who is None:
            who = next((one(t) for t in reversed(said.tokens_in(0, match.start())) if t.kind == "D"), said.before)
        if relief and who and relief != who:
            claims.append(
                claim(
                    said,
                    driver(said.context, relief),
                    "relief",
                    who,
                    said.span(*match.span()),
                    other=driver(said.context, who),
                )
            )
    claims += [
        claim(said, driver(said.context, who), "finish", 1, said.span(*match.span()))
        for match in each(said, "history", "credited")
        if (who := said.driver(match, "who"))
    ]
    return claims


def _plans(said: Said) -> list[Claim]:
    claims = []
    race = said.context.race
    for match in each(said, "history", "plan"):
        n = said.number(match, "n")
        who = subject_at(said, match.start())
        if n and who:
            scope = Scope(span="season", season=race.season)
            claims.append(
                claim(
                    said, driver(said.context, who), "starts", n, said.span(*match.span()), scope=scope, modality="plan"
                )
            )
            m = said.number(match, "m") if "m" in match.re.groupindex else None
            if m:
                subject = Subject("race", race.key, race.name)
                claims.append(claim(said, subject, "races_in_season", m, said.span(*match.span())))
    for match in each(said, "history", "next_start"):
        track, date = said.token(match, "track"), said.token(match, "date") if "date" in match.re.groupindex else None
        who = subject_at(said, match.start())
        if track and "start" in match[0] and who:
            value = "/".join(track.value) + (f"|{date.value[1]}-{date.value[2]}" if date else "")
            claims.append(
                claim(said, driver(said.context, who), "next_start", value, said.span(*match.span()), modality="plan")
            )
        elif track:
            subject = Subject("race", race.key, race.name)
            claims.append(
                claim(said, subject, "next_start", "/".join(track.value), said.span(*match.span()), modality="plan")
            )
    for match in each(said, "history", "eligible"):
        who = subject_at(said, match.start())
        claims.append(claim(said, driver(said.context, who), "eligible", "no", said.span(*match.span())))
    return claims


def _careers(said: Said) -> list[Claim]:
    """Who drove for whom years ago, where a career began, who stopped."""
    claims: list[Claim] = []
    for match in each(said, "history", "drove_for"):
        team, n = said.token(match, "team"), said.number(match, "n")
        if team is None or n is None:
            continue
        value = "|".join(team.value)
        scope = Scope(span="career", series="all", team_id=value, before=True)
        op = ">" if match["op"] in ("more than ", "over ") else ">="
        span = said.span(*match.span())
        for who in _two_most_named(said):
            subject = driver(said.context, who)
            claims.append(claim(said, subject, "drove_for", n, span, scope=scope, comparator=op))
        for began in each(said, "history", "began"):
            first = said.driver(began, "who")
            if first:
                scope = Scope(span="career", series="all", before=True)
                span = said.span(*began.span())
                claims.append(claim(said, driver(said.context, first), "began_with", value, span, scope=scope))
    for match in each(said, "history", "stopped"):
        stopped = said.driver(match, "who")
        if stopped:
            season = said.context.race.season - 1
            scope = Scope(span="season", season=season)
            subject = driver(said.context, stopped)
            claims.append(claim(said, subject, "last_full_season", season, said.span(*match.span()), scope=scope))
    return claims


def _two_most_named(said: Said) -> list[str]:
    counts = said.context.named
    return sorted(counts, key=lambda who: -counts[who])[:2]
