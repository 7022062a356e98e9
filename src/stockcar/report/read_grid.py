"""Who started where, and who won the stages, does a sentence say?

Known limits: "the pole" is taken for first on the grid, which drops to the rear and rained-out qualifying can part.
"""

import re

from stockcar.report.claims import Claim, Scope
from stockcar.report.other_races import other_scope
from stockcar.report.phrases import Said, claim, driver, each, subject_at


def read_start(said: Said) -> list[Claim]:
    """The claims about places on the grid."""
    found: dict[tuple[str, str], Claim] = {}
    for match in each(said, "start", "pole"):
        _say(found, said, said.driver(match, "who"), 1, match)
    for match in each(said, "start", "pole_subject"):
        if not re.search(
            r"(?:career|season|straight|of the year|since|first) ", said.masked.mask[match.end() : match.end() + 24]
        ):
            _say(found, said, subject_at(said, match.start()), 1, match)
    for match in each(said, "start", "outside_subject"):
        _say(found, said, subject_at(said, match.start()), 2, match)
    for match in each(said, "start", "outside"):
        _say(found, said, said.driver(match, "who"), 2, match)
    for match in each(said, "start", "front_row"):
        _say(found, said, said.driver(match, "a"), 2, match, "<=")
        _say(found, said, said.driver(match, "b"), 2, match, "<=")
    for match in each(said, "start", "place"):
        if not re.match(
            r"(?:career|stage|consecutive|straight|season|race|- row|row|of|start|\S+ start|full)", match["after"]
        ):
            _say(found, said, said.driver(match, "who"), said.number(match, "n"), match)
    for match in each(said, "start", "place_subject"):
        after = match.groupdict().get("after") or ""
        if not re.match(
            r"(?:career|stage|consecutive|straight|season|race|start|row|- row|of|\S+ start|full|lap|restart)", after
        ):
            _say(found, said, subject_at(said, match.start()), said.number(match, "n"), match)
    return list(found.values())


def _say(
    found: dict[tuple[str, str], Claim],
    said: Said,
    who: str | None,
    place: int | None,
    match: re.Match[str],
    op: str = "=",
) -> None:
    around = said.masked.mask[max(0, match.start() - 12) : match.end() + 16]
    if not who or place is None or not 1 <= place <= 60 or re.search(r"restart|stage|<G| points", around):
        return
    scope = other_scope(said, said.span(*match.span())) or Scope(span="race")
    if (who, scope.race or "") not in found:
        found[who, scope.race or ""] = claim(
            said, driver(said.context, who), "start", place, said.span(*match.span()), scope=scope, comparator=op
        )


def read_stages(said: Said) -> list[Claim]:
    """The claims about who won stages, or was placed in them."""
    found: dict[tuple[str, int], Claim] = {}
    for name in ("won", "won_subject"):
        for match in each(said, "stage", name):
            who = said.driver(match, "who") if "who" in match.re.groupindex else subject_at(said, match.start())
            shared = re.match(r"<D\d+> and <D\d+> ", said.masked.mask) and name == "won_subject"
            for stage in () if shared and len(_stages(said, match)) > 1 else _stages(said, match):
                after = match.groupdict().get("after") or ""
                if not re.match(r"(?:point|break|restart|lead|caution)", after) and not _lost(said, match):
                    _place(found, said, who, stage, 1, match)
    for match in each(said, "stage", "place"):
        stage_tokens = re.findall(r"<G(\d+)>", match[0])
        who = said.driver(match, "who") if "who" in match.re.groupindex else subject_at(said, match.start())
        for n in stage_tokens[:1]:
            for stage in said.masked.tokens[int(n)].value:
                _place(found, said, who, stage, said.number(match, "n") or 0, match)
    for match in each(said, "stage", "behind_subject"):
        for stage in _stages(said, match)[:1]:
            for n, who in enumerate(said.drivers_in(match["list"]), 2):
                _place(found, said, who, stage, n, match)
    for match in each(said, "stage", "behind"):
        for stage in _stages(said, match)[:1]:
            for n, who in enumerate(said.drivers_in(match["list"]), 2):
                _place(found, said, who, stage, n, match)
    return list(found.values())


def _stages(said: Said, match: re.Match[str]) -> tuple[int, ...]:
    """Which stages a phrase speaks of; "the stages" are the first two; none named in it, the one named before."""
    groups = match.groupdict()
    if groups.get("all"):
        return (1, 2)
    tokens = said.tokens_in(match.start(), match.end())
    named = next((t.value for t in tokens if t.kind == "G"), None)
    if named is None:
        before = [t.value for t in said.masked.tokens if t.kind == "G"]
        named = before[0] if len(before) == 1 else ()
    return tuple(n for n in named if n in (1, 2, 3))


def _lost(said: Said, match: re.Match[str]) -> bool:
    return bool(
        re.search(
            r"(?:nearly|almost|could have|looking to|trying to|battl\w+|to go in|end of|during|in) $",
            said.masked.mask[match.start() : match.start() + 0],
        )
    )


def _place(
    found: dict[tuple[str, int], Claim], said: Said, who: str | None, stage: int, place: int, match: re.Match[str]
) -> None:
    if not who or place < 1 or (who, stage) in found:
        return
    if place == 1 and any(s == stage and c.value == 1 for (_, s), c in found.items()):
        return
    scope = other_scope(said, said.span(*match.span()))
    if scope is None:
        found[who, stage] = claim(said, driver(said.context, who), f"stage_{stage}", place, said.span(*match.span()))
