"""Which number of wins, starts, poles, top fives and top tens does a sentence give, and over what?

Known limits: "eight wins" is read of the driver the clause is about; a team's count only where the team is named
with "for".
"""

import re

from msgspec.structs import replace

from stockcar.report.claims import Claim, Scope, Subject
from stockcar.report.phrases import Said, claim, driver, each, main_subject, subject_at
from stockcar.report.scopes import read_scope
from stockcar.report.words import cue

_NOUNS = (
    (re.compile(r"stage"), "stage_wins"),
    (re.compile(r"top-fives?|top (?:- )?<N"), "top"),
    (re.compile(r"pole"), "poles"),
    (re.compile(r"runner-up"), "seconds"),
    (re.compile(r"podium"), "podiums"),
    (re.compile(r"start|race|attempt|try"), "starts"),
    (re.compile(r"."), "wins"),
)
_NOT_A_COUNT = cue("read_counts_not_a_count")
_NOT_A_TAIL = cue("read_counts_not_a_tail")
_SOUGHT = cue("read_counts_sought")
_THE_WIN = cue("lifted_the_win")


def read_counts(said: Said) -> list[Claim]:
    """The claims that count something."""
    found: dict[tuple[str, str, int, str], Claim] = {}
    for name in ("nth_start", "nth", "nth_race", "win_is", "many", "many_more", "times", "ellipsis"):
        for match in each(said, "count", name):
            made = _count(said, match, name)
            if made is not None and not any(_overlap(made, other) for other in found.values()):
                found[made.subject.id, made.measure, int(made.value or 0), repr(made.scope)] = made
    found.update(_all_but(said))
    found.update(_years(said))
    return list(found.values())


def _overlap(a: Claim, b: Claim) -> bool:
    return a.measure == b.measure and a.value == b.value and a.span[0] < b.span[1] and b.span[0] < a.span[1]


def _count(said: Said, match: re.Match[str], name: str) -> Claim | None:
    mods, tail = match["mods"], match["tail"]
    if _NOT_A_COUNT.search(mods) or _NOT_A_TAIL.match(tail) or _other_use(said, match):
        return None
    n = 1 if match.groupdict().get("maiden") else said.number(match, "n")
    if n is None or n < (0 if name == "many" else 1):
        return None
    measure = _measure(match, name)
    if name in ("ellipsis", "many_more") and not re.search(
        r"\b(?:win|wins|victory|victories|winner|triumph)\b", said.masked.mask[: match.start()]
    ):
        return None
    if measure == "top":
        top = said.number(match, "top") if match.groupdict().get("top") else 5
        if top not in (5, 10):
            return None
        measure = f"top{top}"
    if measure == "starts" and name == "nth":
        return None
    span = said.span(match.start(), match.start("tail") + 1)
    scope = read_scope(said, match.span("mods"), match.span("tail"))
    held = re.search(r"\b(?:has|have|had|with|owns|now|tallied) (?:\S+ )?$", said.masked.mask[: match.start()][-24:])
    if name == "many" and not held and scope == Scope(span="open", series=scope.series):
        return None
    if name in ("many_more", "win_is", "ellipsis") and scope == Scope():
        return None
    if measure == "starts" and scope.span == "open":
        scope = Scope(span="career", series=scope.series, track_id=scope.track_id, track_type=scope.track_type)
    team = re.match(r" (?:\S+ ){0,3}?for (?:the )?<M(\d+)>", tail)
    if (
        team
        and measure == "wins"
        and len(said.masked.tokens[int(team[1])].value) == 1
        and not re.search(r"<D", tail[: team.start(1)])
    ):
        mark = said.masked.tokens[int(team[1])]
        plain = replace(scope, team_id=None)
        subject = Subject("team", mark.value[0], said.context.text[mark.start : mark.end])
        return claim(said, subject, measure, n, span, scope=plain)
    who = _whose(said, match)
    if not who or (scope.team_id and re.search(r"<D", mods)):
        return None
    if name == "times" and scope.span == "open" and scope.track_id is None:
        scope = Scope(span="open", series=scope.series)
    before = _before(said, match)
    if before:
        scope = replace(scope, before=True)
    return claim(said, driver(said.context, who), measure, n, span, scope=scope)


def _measure(match: re.Match[str], name: str) -> str:
    """What the noun counts: "stage" can stand before it, and "his third race" after "won" is a win."""
    if name == "nth_race":
        return "wins"
    found = next((measure for pattern, measure in _NOUNS if pattern.search(match["noun"])), "wins")
    return "stage_wins" if found == "wins" and re.search(r"\bstage $", match["mods"]) else found


def _other_use(said: Said, match: re.Match[str]) -> bool:
    """Is the phrase a plan, a denial, or about something else?"""
    before = said.masked.mask[max(0, match.start() - 40) : match.start()]
    tail = match["tail"]
    if _SOUGHT.search(before):
        return True
    if re.search(r"(?:without|no|not|lack) (?:\S+ ){0,1}$", before):
        return True
    return bool(re.match(r" (?:since|came|lane|was (?:his )?(?:in|at|back|last))\b", tail)) or (
        " since " in tail[:70] and match.groupdict().get("n") is not None and said.number(match, "n") == 1
    )


def _whose(said: Said, match: re.Match[str]) -> str | None:
    mask = said.masked.mask
    if match.groupdict().get("who") and (named := said.driver(match, "who")):
        return named
    after = re.search(r"(?:for|by) (?:<[CKM]\d+> |driver |rookie )*<D(\d+)>", match["tail"][:40])
    own = re.search(r"<D(\d+)> 's $", mask[max(0, match.start() - 14) : match.start()])
    tokens = said.masked.tokens
    if own and len(tokens[int(own[1])].value) == 1:
        return str(tokens[int(own[1])].value[0])
    if after and len(tokens[int(after[1])].value) == 1:
        return str(tokens[int(after[1])].value[0])
    ahead = re.match(r"(?:winner )?(?:,? ?)<D(\d+)>", mask[match.start("tail") :].lstrip())
    if "time" in match[0] and ahead and len(tokens[int(ahead[1])].value) == 1:
        return str(tokens[int(ahead[1])].value[0])
    inside = re.search(r"<D(\d+)> (?:'s )?", match["mods"])
    if inside:
        return None
    if "<D" not in mask[: match.start("tail")] and _THE_WIN.match(mask) and (first := _first(said)):
        return first
    return subject_at(said, match.start(), pronoun=" his " in f" {match[0]}") or main_subject(said)


def _first(said: Said) -> str:
    """The winner of the race: "it was his eighth win" is said of the race that is told of, whoever was named before."""
    return next((id_ for id_, row in said.context.rows.items() if row.finish == 1), "")


def _before(said: Said, match: re.Match[str]) -> bool:
    """Was it so before this race? "Entered with three wins", "a four-time winner coming in"."""
    around = said.masked.mask[max(0, match.start() - 60) : match.end()]
    return bool(
        re.search(
            r"entered|entering|came into|coming into|coming in|going into|already|previous|prior|through <N", around
        )
    )


def _years(said: Said) -> dict[tuple[str, str, int, str], Claim]:
    """The years in brackets after "not at Talladega": when the earlier wins there were."""
    found: dict[tuple[str, str, int, str], Claim] = {}
    for match in each(said, "count", "years"):
        track = said.token(match, "track")
        years = [t.value for t in said.tokens_in(*match.span()) if t.kind == "Y"]
        who = subject_at(said, match.start())
        if track and who and len(track.value) == 1:
            scope = Scope(span="career", track_id=track.value[0], before=True)
            value = ",".join(str(year) for year in years)
            made = claim(said, driver(said.context, who), "years_of_wins", value, said.span(*match.span()), scope=scope)
            found[who, "years_of_wins", 0, value] = made
    return found


def _all_but(said: Said) -> dict[tuple[str, str, int, str], Claim]:
    found: dict[tuple[str, str, int, str], Claim] = {}
    for match in each(said, "count", "all_but"):
        starts, missed = said.number(match, "starts"), said.number(match, "n")
        top = said.number(match, "top") if match["top"] else 10
        top = top or 10
        if starts is None or missed is None or top not in (5, 10):
            continue
        scope = read_scope(said, (match.start("mods"), match.end("mods") + 6), (match.end(), match.end()))
        who = said.before if "he " in match[0] else subject_at(said, match.start())
        total = starts + missed if missed < 0 else missed
        span = said.span(*match.span())
        for measure, value in (("starts", starts), (f"top{top}", total)):
            made = claim(said, driver(said.context, who), measure, value, span, scope=scope)
            found[who, measure, value, repr(scope)] = made
    return found
