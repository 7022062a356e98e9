"""Who was disqualified, and where does the sheet have them for it?

Known limits: the place in which a disqualified car crossed the line is not in the record, nor why it was disqualified.
"""

from collections.abc import Iterator

from stockcar.report.facts import Note, RaceFacts, note
from stockcar.report.prose import count_of, listed, ordinal
from stockcar.report.question import Is, Row


def finished(row: Row) -> str:
    """ "finished third"; a place that a disqualification gave is not finished in."""
    if row.status_class == "disqualified":
        return "was disqualified"
    return f"finished {ordinal(row.finish)}" if row.finish else "did not finish"


def disqualified(facts: RaceFacts) -> Iterator[Note]:
    """All who were disqualified; those who had run all laps with their places on the sheet."""
    out = [row for row in facts.rows if row.status_class == "disqualified"]
    if not out:
        return
    run = facts.race.laps_run
    whole = [row for row in out if run and row.laps == run and row.finish]
    rest = [row for row in out if row not in whole]
    said = [_ran_all(facts, whole)] if whole else []
    if rest:
        named = [row.driver + (f" ({count_of(row.laps or 0, 'lap')})" if facts.laps(row) else "") for row in rest]
        said.append(f"{listed(named)} {'was' if len(rest) == 1 else 'were'} disqualified.")
    answer = facts.in_race("count", "*", Is("status_class", "=", "disqualified"))
    subject = out[0].driver if len(out) == 1 else facts.race.name
    yield note("disqualified", subject, " ".join(said), answer, len(out))


def _ran_all(facts: RaceFacts, whole: list[Row]) -> str:
    one = len(whole) == 1
    first = min(row.finish or 0 for row in whole)
    behind = [row for row in facts.rows if (row.finish or 0) > first]
    last = "last on the sheet, " if all(row in whole for row in behind) else "on the sheet "
    places = listed([ordinal(row.finish or 0) for row in whole])
    return (
        f"{listed([row.driver for row in whole])} ran all {facts.race.laps_run} laps,"
        f" {'was' if one else 'were'} disqualified, and for it {'stands' if one else 'stand'} {last}{places}."
    )


DETECTORS = (disqualified,)
