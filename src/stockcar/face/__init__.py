"""The Python front door: what ``import stockcar as sc`` offers, and what the terminal and the page are built on.

Each function opens a book, asks the rooms below, and gives an answer whose ``to_json()`` is the documented contract.
"""

from stockcar.face.books import audit_book, build_book, open_book, update_book, write_starter
from stockcar.face.chances import backtest, forecast, forecast_entries, simulate
from stockcar.face.charts import Chart, chart
from stockcar.face.charts_season import save_season
from stockcar.face.explaining import (
    championship,
    eligibility,
    points_of,
    procedure,
    qualifying,
    rules_changed,
    standings_by_rule,
    verify_rules,
)
from stockcar.face.installation import doctor
from stockcar.face.lining_up import line_up_of
from stockcar.face.other_rules import champions, rules_named, whatif, whatif_chances
from stockcar.face.races import Race, race, rules
from stockcar.face.session import Qualifying, simulate_qualifying
from stockcar.face.simulation import Simulation, demo
from stockcar.face.tables import plain, season, standings, track
from stockcar.face.telling import check, driver, preview, report, scope, versus
from stockcar.face.timing import finishes, fork, live, replay
from stockcar.face.titles import Playoffs, playoffs
from stockcar.face.worth import worth_of
from stockcar.record import RecordBook

__all__ = [
    "Chart",
    "Playoffs",
    "Qualifying",
    "Race",
    "RecordBook",
    "Simulation",
    "audit_book",
    "backtest",
    "build_book",
    "champions",
    "championship",
    "chart",
    "check",
    "demo",
    "doctor",
    "driver",
    "eligibility",
    "finishes",
    "forecast",
    "forecast_entries",
    "fork",
    "line_up_of",
    "live",
    "open_book",
    "plain",
    "playoffs",
    "points_of",
    "preview",
    "procedure",
    "qualifying",
    "race",
    "replay",
    "report",
    "rules",
    "rules_changed",
    "rules_named",
    "save_season",
    "scope",
    "season",
    "simulate",
    "simulate_qualifying",
    "standings",
    "standings_by_rule",
    "track",
    "update_book",
    "verify_rules",
    "versus",
    "whatif",
    "whatif_chances",
    "worth_of",
    "write_starter",
]
