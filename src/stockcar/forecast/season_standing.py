"""What does each driver carry into the playoffs as things stand?"""

from stockcar.forecast.season_known import Known
from stockcar.rulebook.championship import Championship, scoring_lines


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
