"""What is remarkable about the rest of the field: who led and did not win, who came from where, who fell out and why,
whose first race it was, whose best.

Known limits: a debut is a first row in the record; entries that failed to qualify are not in it.
"""

from collections.abc import Iterator

from stockcar.report.facts import Note, RaceFacts, note
from stockcar.report.ledger import Answer
from stockcar.report.prose import cardinal, count_of, listed, opening, ordinal, possessive
from stockcar.report.question import Is, Question, Row

SHOWN_OUT = 5  # of those who went out


def out_because(row: Row) -> str:
    """Why a car stopped, in a word, as the record has it: "transmission", "accident"."""
    status = (row.status or "no reason recorded").lower()
    return {"crash": "accident", "dvp": "damage"}.get(status, status)


def went_out(row: Row) -> str:
    """ "went out in an accident after 12 laps", "went out after 12 laps (clutch)"."""
    laps = f"after {count_of(row.laps or 0, 'lap')}"
    if row.status_class == "crash" and out_because(row) == "accident":
        return f"went out in an accident {laps}"
    return f"went out {laps} ({out_because(row)})"


def most_led(facts: RaceFacts) -> Iterator[Note]:
    """Who led the most laps without winning."""
    known = [row for row in facts.rows if row.led is not None]
    laps = facts.race.laps_run
    if not known or not laps:
        return
    row = max(known, key=lambda r: r.led or 0)
    if row.finish == 1 or not row.led or row.led > laps:
        return
    answer = facts.in_race("max", "led")
    if row.finish is None:
        end = "did not finish"
    elif row.status_class in ("crash", "mechanical") and row.laps:
        end = went_out(row)
    else:
        end = f"finished {ordinal(row.finish)}"
    text = f"{row.driver} led the most laps, {row.led} of {laps}, and {end}."
    yield note("most_led_no_win", row.driver, text, answer, round(row.led / laps, 3))


def leaders(facts: RaceFacts) -> Iterator[Note]:
    """How many led a lap, where that is many or one."""
    led = [row.led for row in facts.rows if row.led is not None]
    if len(led) < len(facts.rows) or sum(led) < (facts.race.laps_run or 10**6):
        return  # some leader is not recorded
    answer = facts.in_race("count", "*", Is("led", ">", 0))
    if answer.value and answer.value >= 12:
        text = f"{opening(answer.value, 'drivers')} led a lap."
        yield note("many_leaders", facts.race.name, text, answer, answer.value)
    elif answer.value in (2, 3):
        text = f"Only {cardinal(answer.value)} drivers led a lap."
        yield note("few_leaders", facts.race.name, text, answer, 4 - answer.value)


def mover(facts: RaceFacts) -> Iterator[Note]:
    """Who gained the most places from the grid, and who lost most among those who started in the first five."""
    known = [row for row in facts.rows if row.start and row.finish and row.start <= facts.race.n_cars]
    if not known:
        return
    row = max(known, key=lambda r: ((r.start or 0) - (r.finish or 0), -(r.finish or 0)))
    gained = (row.start or 0) - (row.finish or 0)
    query = (
        f"select max(start - finish) from results where key = '{facts.race.key}' and start <= {facts.race.n_cars}"
    )  # fmt: skip
    if gained >= 20 and row.finish and row.finish <= 20:
        text = (
            f"{row.driver} gained the most places, {gained}: from {ordinal(row.start or 0)}"
            f" on the grid to {ordinal(row.finish)}."
        )
        yield note("mover", row.driver, text, Answer(gained, (facts.race.key,), query), gained)


def first_out(facts: RaceFacts) -> Iterator[Note]:
    """Who fell out, and why: the one who started first, those who had led, and how many in all."""
    for row in facts.rows:
        if row.status_class in ("running", "other", "disqualified") or row.finish is None or not row.laps:
            continue
        notable = row.start == 1 or (row.led or 0) >= 0.15 * (facts.race.laps_run or 10**6)
        if notable:
            answer = facts.in_race("value", "laps", Is("driver_id", "=", row.driver_id))
            before = ["started first"] if row.start == 1 else []
            before += [f"led {count_of(row.led, 'lap')}"] if row.led else []
            text = f"{row.driver} {listed([*before, went_out(row)])}."
            yield note("favourite_out", row.driver, text, answer, row.led or 0)
    out = [row for row in facts.rows if row.status_class in ("crash", "mechanical")]
    query = (
        f"select count(*) from results where key = '{facts.race.key}' and status_class in ('crash', 'mechanical')"
    )  # fmt: skip
    if len(out) >= 3:
        noted = sorted(out, key=lambda row: (-(row.led or 0), row.start or 999))[:SHOWN_OUT]
        shown = [f"{r.driver} ({out_because(r)}, {count_of(r.laps or 0, 'lap')})" for r in out if r in noted]
        among = "among them " if len(out) > SHOWN_OUT else ""
        text = f"{opening(len(out), 'cars')} went out, {among}{listed(shown)}."
        yield note("out", facts.race.name, text, Answer(len(out), (facts.race.key,), query), len(out))


def debuts(facts: RaceFacts) -> Iterator[Note]:
    """Whose first national race it was, or the first in the series."""
    first_ever: list[Row] = []
    first_here: list[Row] = []
    facts.ledger.read_careers([row.driver_id for row in facts.rows])
    for row in facts.rows:
        mine = (Is("driver_id", "=", row.driver_id), Is("finish", ">=", 1))
        everywhere = facts.ask("count", "*", *mine)
        if everywhere.value is None or not row.started:
            continue
        if everywhere.value == 1:
            first_ever.append(row)
        elif facts.ask("count", "*", *mine, Is("series", "=", facts.race.series)).value == 1:
            first_here.append(row)
    for row in first_ever:
        answer = facts.ask("count", "*", Is("driver_id", "=", row.driver_id), Is("finish", ">=", 1))
        text = f"{row.driver} made a first start in a national series and finished {ordinal(row.finish or 0)}."
        yield note("debut", row.driver, text, answer, 1 + max(0, 41 - (row.finish or 41)) / 50)
    for row in first_here:
        answer = facts.ask(
            "count",
            "*",
            Is("driver_id", "=", row.driver_id),
            Is("series", "=", facts.race.series),
            Is("finish", ">=", 1),
        )
        text = f"{row.driver} made a first {facts.series} start and finished {ordinal(row.finish or 0)}."
        yield note("series_debut", row.driver, text, answer, 1 + max(0, 41 - (row.finish or 41)) / 50)


def bests(facts: RaceFacts) -> Iterator[Note]:
    """Career-best finishes in the first ten, first top fives and top tens, streaks, and round numbers of starts."""
    for row in facts.rows:
        if row.finish is None or not row.started:
            continue
        mine = (Is("driver_id", "=", row.driver_id), Is("series", "=", facts.race.series))
        starts = facts.ask("count", "*", *mine, Is("finish", ">=", 1))
        if starts.value is None:
            continue
        if starts.value >= 100 and starts.value % 100 == 0:
            text = f"It is {possessive(row.driver)} {ordinal(starts.value)} {facts.series} start."
            yield note("start_milestone", row.driver, text, starts, starts.value)
        if 2 <= row.finish <= 10 and starts.value >= 10:
            earlier = facts.ledger.ask(Question("min", "finish", (*mine, Is("race_index", "<", facts.race.race_index))))
            if earlier.value and earlier.value > row.finish:
                best = facts.ask("min", "finish", *mine)
                text = (
                    f"{row.driver} finished {ordinal(row.finish)}, a best {facts.series} finish"
                    f" in {starts.value} starts; the best before was {ordinal(earlier.value)}."
                )
                yield note("career_best", row.driver, text, best, starts.value)
        yield from _returns(facts, row)
        yield from _top_tens(facts, row)


def _returns(facts: RaceFacts, row: Row) -> Iterator[Note]:
    """A first national start in two years or more."""
    career = [r for r in facts.ledger.career(row.driver_id) if r.race_index < facts.race.race_index and r.finish]
    if not career or facts.race.season - career[-1].season < 3:
        return
    last = facts.ledger.ask(
        Question(
            "max",
            "season",
            (
                Is("driver_id", "=", row.driver_id),
                Is("race_index", "<", facts.race.race_index),
                Is("finish", ">=", 1),
            ),
        )
    )
    if last.value is None:
        return
    text = (
        f"{row.driver} made a first national-series start since {last.value} and finished {ordinal(row.finish or 0)}."
    )
    yield note("first_start_since", row.driver, text, last, facts.race.season - last.value)


def _top_tens(facts: RaceFacts, row: Row) -> Iterator[Note]:
    """Six or more top tens in a row."""
    if row.finish is None or row.finish > 10:
        return
    mine = (Is("driver_id", "=", row.driver_id), Is("series", "=", facts.race.series))
    worse = facts.ask("max", "race_index", *mine, Is("finish", ">", 10))
    streak = facts.ask("count", "*", *mine, Is("finish", "<=", 10), Is("race_index", ">", worse.value or -1))
    if streak.value and streak.value >= 6:
        text = f"{row.driver} has {cardinal(streak.value)} {facts.series} top-10 finishes in a row."
        yield note("top10_streak", row.driver, text, streak, streak.value)


def distance(facts: RaceFacts) -> Iterator[Note]:
    """More laps than scheduled, or fewer."""
    race = facts.race
    if not race.laps_run or not race.laps_scheduled or race.laps_run == race.laps_scheduled:
        return
    known = facts.ledger.select(f"select laps_scheduled_inferred from races where key = '{race.key}'")
    if known and known[0][0]:
        return
    answer = facts.ledger.ask(Question("value", "laps_run", (Is("key", "=", race.key),), table="races"))
    if race.laps_run > race.laps_scheduled:
        text = (
            f"The race ran {race.laps_run} laps, {cardinal(race.laps_run - race.laps_scheduled)} more than scheduled."
        )
        yield note("overtime", race.name, text, answer, race.laps_run - race.laps_scheduled)
    else:
        text = f"The race ended after {race.laps_run} of {race.laps_scheduled} scheduled laps."
        yield note("shortened", race.name, text, answer, race.laps_scheduled - race.laps_run)


def stage_winners(facts: RaceFacts) -> Iterator[Note]:
    """Who won the stages, where it was not the winner of the race."""
    winners = [next((r for r in facts.rows if getattr(r, f"stage_{n}") == 1), None) for n in (1, 2, 3)]
    others = [(n, row) for n, row in enumerate(winners, 1) if row is not None and row.finish != 1]
    if not others:
        return
    if len(others) > 1 and len({row.driver_id for _, row in others}) == 1:
        row = others[0][1]
        answer = facts.in_race("value", "finish", Is("driver_id", "=", row.driver_id))
        stages = listed([f"Stage {n}" for n, _ in others])
        text = f"{row.driver} won {stages} and finished {ordinal(row.finish or 0)}."
        yield note("stages_not_race", row.driver, text, answer, row.finish or 0)
        return
    for n, row in others:
        answer = facts.in_race("value", "finish", Is(f"stage_{n}", "=", 1))
        text = f"{row.driver} won Stage {n} and finished {ordinal(row.finish or 0)}."
        yield note("stage_winner", row.driver, text, answer, row.finish or 0)


DETECTORS = (most_led, leaders, mover, first_out, debuts, bests, distance, stage_winners)
