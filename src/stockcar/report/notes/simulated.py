"""What is remarkable about a simulated run: told from its own rows and events, by the measures of real races.

The rarity is the share of real races that had such a thing at least as strong: how remarkable the run would be, had it
happened. There is nothing to query: a simulated run is no row of the record.

Known limits: careers are left out, since a simulated win counts for none.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stockcar.report.facts import Note, rarity_of
from stockcar.report.prose import count_of, listed, opening, ordinal, stop

Rows = Sequence[Mapping[str, Any]]


def run_notes(rows: Rows, laps: int, events: Sequence[Mapping[str, Any]] = ()) -> list[Note]:
    """The notes of a run, the rarest first. ``rows`` by finish; ``events`` as ``stockcar sim KEY --run`` tells them."""
    found = [*_winner(rows, laps), *_field(rows, laps), *_teams(rows), *_told(events)]
    return sorted(found, key=lambda note: (note.rarity is None, note.rarity or 0.0, note.text))


def _note(kind: str, row: Mapping[str, Any], text: str, value: float | str, strength: float) -> Note:
    return Note(text, kind, str(row["driver"]), value, rarity_of(kind, strength), (), "", strength)


def _winner(rows: Rows, laps: int) -> Iterator[Note]:
    first = rows[0]
    led, start = first.get("led") or 0, first.get("start")
    if laps and led >= 0.5 * laps:
        text = f"{first['driver']} led {led} of {laps} laps."
        yield _note("led_share", first, text, led, round(led / laps, 3))
    elif 0 < led <= 5:
        yield _note("led_few", first, f"{first['driver']} led only {count_of(led, 'lap')} of {laps}.", led, 6 - led)
    if start and start >= 15:
        yield _note("won_from", first, f"{first['driver']} won from {ordinal(start)} on the grid.", start, start)


def _field(rows: Rows, laps: int) -> Iterator[Note]:
    most = max(rows, key=lambda row: row.get("led") or 0)
    if most is not rows[0] and laps and most.get("led"):
        text = f"{most['driver']} led the most laps, {most['led']} of {laps}, and finished {ordinal(most['finish'])}."
        yield _note("most_led_no_win", most, text, most["led"], round(most["led"] / laps, 3))
    leaders = sum((row.get("led") or 0) > 0 for row in rows)
    if leaders >= 12:
        yield _note("many_leaders", rows[0], f"{opening(leaders, 'drivers')} led a lap.", leaders, leaders)
    placed = [row for row in rows if row.get("start")]
    mover = max(placed, key=lambda row: row["start"] - row["finish"], default=None)
    if mover is not None and mover["start"] - mover["finish"] >= 20:
        gained = mover["start"] - mover["finish"]
        text = f"{mover['driver']} came from {ordinal(mover['start'])} to {ordinal(mover['finish'])}."
        yield _note("mover", mover, text, gained, gained)
    out = sum(row.get("status") not in (None, "running") for row in rows)
    if out >= 3:
        yield _note("out", rows[0], f"{opening(out, 'cars')} fell out.", out, out)


def _teams(rows: Rows) -> Iterator[Note]:
    team = rows[0].get("team")
    length = next((n for n, row in enumerate(rows) if row.get("team") != team), len(rows))
    if team and length >= 2:
        places = "-".join(str(n) for n in range(1, length + 1))
        text = stop(f"{team} finished {places}: {listed([str(row['driver']) for row in rows[:length]])}")
        yield _note("team_sweep", rows[0], text, length, length)


def _told(events: Sequence[Mapping[str, Any]]) -> Iterator[Note]:
    """What decided the run, the stages and the cautions, from its events; such notes have no rarity."""
    for event in events:
        if event["kind"] in ("decided", "stage"):
            text = str(event["text"])
            text = text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")
            yield Note(text, f"run_{event['kind']}", str(event["car"]), event["lap"], None, (), "")
    cautions = sum(event["kind"] == "caution" for event in events)
    changes = max(0, sum(event["kind"] == "lead" for event in events) - 1)
    if events:
        text = f"There were {count_of(cautions, 'caution')} and {count_of(changes, 'change')} of the lead."
        yield Note(text, "run_cautions", "", cautions, None, (), "")
