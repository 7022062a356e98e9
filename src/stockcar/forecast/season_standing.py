"""Who is in the playoffs as things stand, and what does each driver carry into them?"""

from dataclasses import replace

from stockcar.forecast.season_known import Known
from stockcar.rulebook.championship import Championship, chase, scoring_lines


def entered_today(known: Known, standing: Championship | None) -> dict[str, str]:
    """Who would be in the playoffs if they began now (once they have: who is in), best seed first, and why.

    Empty before the first race and where a season has no playoffs.
    """
    if standing is None:
        return {}
    if known.title_rule["mechanism"] == "chase" and not standing.rounds:
        # The rulebook seeds a Chase when its regular season is over: play it as if that were now.
        now = replace(standing.rule, value={**known.title_rule, "regular": known.after})
        standing = chase(known.scores(), now, known.length)
    return {driver: standing.reasons[driver] for driver in standing.entered}


def on_points(reason: str) -> bool:
    """Is that a place in the playoffs that points alone hold, so that fewer of them could lose it?"""
    return reason.endswith("in points") and not reason.startswith("wild card")


def playoff_points(known: Known, standing: Championship | None) -> dict[str, int]:
    """Playoff points by driver, with those of the regular season's places once it is over; empty without any."""
    rule = known.rulebook.on(known.schedule[0]).rule("playoff_points").value
    if rule is None or standing is None:
        return {}
    earned = {driver: sum(line.playoff_points for line in of) for driver, of in scoring_lines(known.scores()).items()}
    if known.after >= known.title_rule["regular"]:
        for driver, bonus in zip(standing.regular, rule["season"], strict=False):
            earned[driver] = earned.get(driver, 0) + bonus
    lost = {driver for driver, verdict in standing.eligibility.items() if not verdict.playoff_points_kept}
    return {driver: 0 if driver in lost else points for driver, points in earned.items()}
