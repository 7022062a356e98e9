"""A whole example of every input from outside, for ``trust_inputs`` to damage."""

import json
from functools import cache
from typing import Any

from verification import trust_sources

SCENARIO = """trust = false
[[relief]]
car = "8"
lap = 40
driver = "Parker Kligerman"
pace_s = 0.1
trusts = ["1", "7"]
[[order]]
issuer = "team"
car = "8"
say = "take-lead"
whom = "7"
from_lap = 98
flag = "green"
[[pact]]
cars = ["8", "7"]
[[caution]]
lap = 50
[[strategy]]
car = "7"
stop_every = 30
[weather]
wet = true
[tyre]
fall_off = 1.5
"""
OWN_RULES = """name = "Wins are worth more"
based_on = 2025
[championship]
mechanism = "rounds"
field = 16
rounds = [3, 3, 3]
keep = [12, 8, 4]
resets = [2000, 3000, 4000]
[finish_points]
table = [60, 45, 40]
step = 1
floor = 1
[bonuses]
win_bonus = 5
stage_points = [10, 9]
[playoff_points]
win = 5
season = [15, 10]
"""
ENTRIES = """car,driver,team,make,start,status,series,track,date,laps,name
5,Kyle Larson,Hendrick Motorsports,Chevrolet,1,,cup,Daytona International Speedway,2026-02-15,200,A race
12,Ryan Blaney,Team Penske,Ford,2
22,Joey Logano,Team Penske,Ford,3,withdrawn
24,Somebody New,New Team,,4
"""
SESSIONS = (
    "car,round_1,round_2,round_3,rear\n38,81.90,81.20,,\n75,82.40,80.90,,\n51,80.70,82.10,,yes\n42,82.80,-,,\n",
    "car,round_1,duel,duel_finish\n1,49.0,1,2\n2,49.5,2,1\n3,49.1,2,2\n4,50.0,1,1\n",
    "car,heat_start,heat_finish\n5,1,1\n6,9,2\n7,3,3\n8,4,8\n",
    "car,driver_finish,owner_finish,owner_points,fastest_lap,playoff\n1,2,2,9,1,\n2,9,9,1,9,yes\n3,1,1,1,30,\n",
)
ODDS = "car,price,market\n5,+450,win\n12,-120,top5\n22,5.5,win\n24,9/2,top10\n"
SCORING = "finish = [45, 42, 41.5]\nled = 0.25\ngained = 1\nstage = 0.5\n"
ARTICLE = """Parker Kligerman won the Truck Series race at Mid-Ohio Sports Car Course on July 9, 2022. He led
56 of the 67 laps, beat Zane Smith and took the second stage. It was his third career win and his first since 2017
at Talladega. "We had a fast truck," he said. Todd Bodine started 22nd and finished 25th, two laps down. Corey Heim won
the first stage.
"""
NAMES = (
    "Parker Kligerman",
    "kyle busch",
    "Darrell Wallace, Jr.",
    "Kenko",
    "truck 2022 mid-ohio",
    "cup-2025-01",
    "bristol night 2024",
    "daytona august 2025",
    "Hendrick Motorsports",
    "Watkins Glen",
)
QUERIES = (
    "select winner, count(*) as wins from races group by winner order by wins desc limit 3",
    "select * from results where key = 'truck-2022-15' and led > 0 order by finish",
    "select * from book_columns where \"table\" = 'results'",
    "show tables",
    "with a as (select driver, sum(points) p from results group by 1) select * from a order by p desc limit 5",
)
FORBIDDEN_QUERIES = (
    "copy races to 'x.csv'",
    "attach 'x.db'",
    "install httpfs",
    "select * from read_csv('/etc/passwd')",
    "pragma version",
    "select * from read_text('/etc/passwd')",
    "set enable_external_access = true",
    "drop table races",
    "select 1; select 2",
    "select * from 'x.parquet'",
    "select getenv('HOME')",
    "load 'x.so'",
    "export database 'x'",
    "call pragma_version()",
)
COMMANDS = (
    "race truck-2022-15 --no-forecast --format json",
    "driver Kligerman --series truck --track-type road --format json",
    "driver Larson --vs Blaney --format csv",
    "driver Heim --since 2022-01-01 --until cup-2025-01 --last 5 --rows --format json",
    "track daytona --format md",
    "season truck 2022 --format json",
    "standings xfinity 2025 --after xfinity-2025-10 --format json",
    "rules points truck-2022-15 75 --format json",
    "rules eligibility truck 2022 Kligerman --format json",
    "rules qualifying truck-2022-15 --format json",
    "rules procedure cup-2025-01 --format json",
    "rules championship cup 2016 --format json",
    "rules diff 2016 2017 --series cup --format json",
    "report truck-2022-15 --format md --no-forecast",
    "check article.txt --race truck-2022-15 --format json --strict",
    "chart truck-2022-15 --kind points --format json",
    "chart truck-2022-15 --kind led --out x.svg",
    "book status --format json",
    "book build --from source --book built --format json",
    "doctor --format json",
    "sim xfinity-2025-24 --runs 2 --seed 1 --format json",
    "sim xfinity-2025-24 --runs 2 --run 1 --scenario s.toml --format json",
    "forecast score saved.json --format json",
    "forecast xfinity-2025-24 --runs 5 --samples s.parquet --scoring g.toml --format json",
    "forecast --entries e.csv --runs 5",
    "backtest --series truck --from 2025 --to 2025",
    "book audit --format json",
    "query",
    "--version",
    "--help",
    "playoffs truck 2022",
    "whatif truck 2022 --rules 2016 --format json",
    "replay xfinity-2025-24 --run 0 --runs 0 --format json",
)
PIT_VISIT = {
    "vehicle_number": "5", "driver_name": "Kyle Larson", "leader_lap": 30, "lap_count": 30, "pit_in_flag_status": 1,
    "pit_out_flag_status": 1, "pit_in_race_time": 1500.0, "pit_out_race_time": 1530.0, "total_duration": 30.0,
    "box_stop_race_time": 1508.0, "box_leave_race_time": 1520.0, "pit_stop_duration": 12.0,
    "in_travel_duration": 8.0, "out_travel_duration": 10.0, "pit_stop_type": "FOUR_WHEEL_CHANGE",
    "left_front_tire_changed": True, "left_rear_tire_changed": True, "right_front_tire_changed": True,
    "right_rear_tire_changed": True, "pit_in_rank": 3, "pit_out_rank": 5, "positions_gained_lost": -2,
}  # fmt: skip
FLAG_CHANGE = {
    "lap_number": 3, "flag_state": 2, "elapsed_time": 150.0, "comment": "Debris", "beneficiary": "5",
    "time_of_day": 1.0,
}  # fmt: skip
FEED = (
    ("/cacher/2025/1/5546/lap-notes.json",
     {"laps": {"1": [{"FlagState": 1, "Note": "Green", "NoteID": 1, "DriverIDs": []}]}}),
    ("/cacher/live/series_1/5546/live-pit-data.json", [PIT_VISIT]),
    ("/cacher/live/series_1/5546/live-flag-data.json", [FLAG_CHANGE]),
)  # fmt: skip
SAVED = {
    "saved": "2026-01-01", "digest": "0",
    "forecast": {"key": "cup-2026-01", "entries": [
        {"car": "5", "driver": "Kyle Larson", "driver_id": "kyle-larson", "win": 0.2, "top5": 0.5, "top10": 0.7,
         "rank": 1},
    ]},
}  # fmt: skip


@cache
def payloads() -> tuple[tuple[str, Any], ...]:
    """Address and document of some payloads of the feed."""
    served = trust_sources.served()
    found = [(name, json.loads(body)) for name, body in served.items() if name.endswith(".json")]
    return (*found[:6], *FEED)
