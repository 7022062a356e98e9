"""What is remarkable about the winner: how many wins, since when, from where, how much of the race was led.

Known limits: wins are those credited; a relief driver's share of one stands in its own note.
"""

from collections.abc import Iterator

from stockcar.report.facts import Note, RaceFacts, note
from stockcar.report.ledger import Answer
from stockcar.report.notes.wins import wins_list
from stockcar.report.prose import TRACK_TYPES, cardinal, count_of, listed, ordinal, possessive, short_track
from stockcar.report.question import Is


def relief(facts: RaceFacts) -> Iterator[Note]:
    """The driver who starts is credited; who finished the race in the car stands beside it."""
    for row in facts.rows:
        for change in facts.relief.get(row.car or "", ()):
            answer = facts.in_race("value", "finish", Is("driver_id", "=", row.driver_id))
            share = "the win" if row.finish == 1 else f"{ordinal(row.finish or 0)} place"
            lap = f" from lap {change.from_lap}" if change.from_lap else ""
            text = (
                f"{row.driver} is credited with {share} in the No. {row.car}: he started;"
                f" {change.driver} relieved him{lap} and finished the race."
            )
            yield note("relief", row.driver, text, answer, 3.0 if row.finish == 1 else 1.0)


def led(facts: RaceFacts) -> Iterator[Note]:
    """How much of the race the winner led."""
    row, laps = facts.winner, facts.race.laps_run
    if row.led is None or not facts.laps_led_known or not laps or row.led > laps or row.laps != laps:
        return
    answer = facts.in_race("value", "led", Is("driver_id", "=", row.driver_id))
    if row.led == laps:
        yield note("led_all", row.driver, f"{row.driver} led all {laps} laps.", answer, row.led)
    elif row.led >= 0.5 * laps:
        text = f"{row.driver} led {row.led} of {laps} laps, {100 * row.led // laps} percent."
        yield note("led_share", row.driver, text, answer, round(row.led / laps, 3))
    elif 0 < row.led <= 5:
        text = f"{row.driver} led only {count_of(row.led, 'lap')} of {laps}."
        yield note("led_few", row.driver, text, answer, 6 - row.led)


def start(facts: RaceFacts) -> Iterator[Note]:
    """From far back, or from the first place on the grid."""
    row = facts.winner
    if row.start is None:
        return
    answer = facts.in_race("value", "start", Is("driver_id", "=", row.driver_id))
    if row.start >= 15:
        text = f"{row.driver} won from {ordinal(row.start)} on the grid."
        yield note("won_from", row.driver, text, answer, row.start)
    elif row.start == 1:
        yield note("won_from_first", row.driver, f"{row.driver} won from first on the grid.", answer)


def career(facts: RaceFacts) -> Iterator[Note]:
    """The nth win in the series, of the season, at the track, on the kind of track, and for the team."""
    row, race, series = facts.winner, facts.race, facts.series
    in_series = Is("series", "=", race.series)
    total = facts.wins(in_series)
    starts = facts.ask("count", "*", Is("driver_id", "=", row.driver_id), in_series, Is("finish", ">=", 1))
    if total.value == 1:
        after = f", in {count_of(starts.value, 'start')}" if starts.value else ""
        text = f"It is {possessive(row.driver)} first {series} win{after}."
        yield note("first_win", row.driver, text, total, starts.value or 1)
    elif total.value:
        round_number = 3 if total.value % 50 == 0 else 2 if total.value % 10 == 0 else 1
        text = f"It is {possessive(row.driver)} {ordinal(total.value)} career {series} win."
        yield note("nth_win", row.driver, text, total, round_number + min(total.value, 200) / 1000)
    season = facts.wins(in_series, Is("season", "=", race.season))
    if season.value and season.value > 1:
        text = f"It is {possessive(row.driver)} {ordinal(season.value)} {series} win of {race.season}."
        yield note("season_win", row.driver, text, season, season.value)
    track = facts.wins(in_series, Is("track_id", "=", race.track_id))
    if total.value and total.value > 1:
        place = short_track(race.track)
        if track.value == 1:
            yield from _first_at(facts, total)
        else:
            text = f"It is {possessive(row.driver)} {ordinal(track.value)} {series} win at {place}."
            yield note("track_win", row.driver, text, track, track.value)


def _first_at(facts: RaceFacts, total: Answer) -> Iterator[Note]:
    """The first win on this kind of track, or the first away from the one track where all others came."""
    row, race, series = facts.winner, facts.race, facts.series
    kind = facts.wins(Is("series", "=", race.series), Is("track_type", "=", race.track_type))
    if kind.value == 1:
        yield from _first_on_type(facts, total, kind)
    yield from _first_elsewhere(facts, total)
    if kind.value and kind.value > 1:
        text = f"It is {possessive(row.driver)} first {series} win at {short_track(race.track)}."
        first = facts.wins(Is("series", "=", race.series), Is("track_id", "=", race.track_id))
        yield note("first_at_track", row.driver, text, first, min(total.value, 90) / 100)


def _first_on_type(facts: RaceFacts, total: Answer, kind: Answer) -> Iterator[Note]:
    row, race, series = facts.winner, facts.race, facts.series
    everywhere = facts.wins(Is("track_type", "=", race.track_type))
    where = TRACK_TYPES[race.track_type]
    if everywhere.value == 1:
        text = f"It is {possessive(row.driver)} first win on {where} in any of the three national series."
        yield note("first_on_type", row.driver, text, everywhere, 2 + min(total.value, 90) / 100)
        return
    text = f"It is {possessive(row.driver)} first {series} win on {where}."
    yield note("first_on_type", row.driver, text, kind, 1 + min(total.value, 90) / 100)


def _first_elsewhere(facts: RaceFacts, total: Answer) -> Iterator[Note]:
    row, race, series = facts.winner, facts.race, facts.series
    earlier = [key for key in total.rows if key != race.key]
    tracks = {facts.ledger.by_key[key].track_id for key in earlier}
    if len(tracks) == 1 and len(earlier) > 1:
        other = facts.ledger.by_key[earlier[0]]
        elsewhere = facts.wins(Is("series", "=", race.series), Is("track_id", "!=", other.track_id))
        years = listed([str(facts.ledger.by_key[key].season) for key in earlier])
        text = f"It is {possessive(row.driver)} first {series} win not at {short_track(other.track)} ({years})."
        yield note("first_not_at", row.driver, text, elsewhere, len(earlier))


def since(facts: RaceFacts) -> Iterator[Note]:
    """How many starts it is since the last win, and where that was; or how many wins in a row."""
    row, race, series = facts.winner, facts.race, facts.series
    mine, in_series = Is("driver_id", "=", row.driver_id), Is("series", "=", race.series)
    wins = facts.wins(in_series)
    earlier = [facts.ledger.by_key[key] for key in wins.rows if key != race.key]
    if not earlier:
        return
    last = max(earlier, key=lambda r: r.race_index)
    between = facts.ask(
        "count", "*", mine, in_series, Is("finish", ">", 1), Is("race_index", ">", last.race_index)
    )  # fmt: skip
    if between.value and between.value >= 20:
        text = (
            f"{row.driver} ended a run of {between.value} {series} starts without a win,"
            f" since {short_track(last.track)} in {last.season}."
        )
        yield note("drought", row.driver, text, between, between.value)
    elif between.value == 0:
        losses = facts.ask("max", "race_index", mine, in_series, Is("finish", ">", 1))
        after = losses.value if losses.value is not None else -1
        row_of_wins = facts.ask("count", "*", mine, in_series, Is("finish", "=", 1), Is("race_index", ">", after))
        if row_of_wins.value and row_of_wins.value >= 2:
            text = f"{row.driver} has won {cardinal(row_of_wins.value)} {series} starts in a row."
            yield note("win_streak", row.driver, text, row_of_wins, row_of_wins.value)


def ranks(facts: RaceFacts) -> Iterator[Note]:
    """Whom the winner drew level with or passed on the list of all wins of the series (20 or more)."""
    row, found = facts.winner, wins_list(facts, at_least=15)
    if found is None or found.rank.value > 40:
        return
    level = found.others_with(found.wins, row.driver_id)
    if not level:
        return
    text = (
        f"With {found.wins} {facts.series} wins {row.driver} is level with {listed(level)},"
        f" {ordinal(found.rank.value)} on the list of all time."
    )
    yield note("level_in_wins", row.driver, text, found.rank, 41 - found.rank.value)


def stages(facts: RaceFacts) -> Iterator[Note]:
    """What the winner did in the stages."""
    row = facts.winner
    places = [p for p in (row.stage_1, row.stage_2) if p is not None]
    if not any(r.stage_1 == 1 for r in facts.rows):
        return
    me = Is("driver_id", "=", row.driver_id)
    if row.stage_1 == row.stage_2 == 1:
        answer = facts.in_race("count", "*", me, Is("stage_1", "=", 1), Is("stage_2", "=", 1))
        yield note("stage_sweep", row.driver, f"{row.driver} won Stage 1, Stage 2 and the race.", answer)
    elif 1 in places:
        first = 1 if row.stage_1 == 1 else 2
        other = row.stage_2 if first == 1 else row.stage_1
        tail = f" and was {ordinal(other)} in Stage {3 - first}" if other else ""
        answer = facts.in_race("value", f"stage_{first}", me)
        text = f"{row.driver} won Stage {first}{tail}."
        yield note("stage_win", row.driver, text, answer, 11 - (other or 10))


DETECTORS = (relief, led, start, career, since, ranks, stages)
