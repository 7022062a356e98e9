"""One page on what was done to make stockcar fail, what was found, and where each finding is held by a test.

``python -m verification trust`` puts ``trust.md`` together from the last reports of the campaigns (``trust_kills``,
``trust_fuzz``, ``mutate_code``, ``coverage``), each run by ``python -m verification NAME [--full]``, and from what is
installed. It fails where a campaign's report is missing or a finding names a test that is not there.
"""

import importlib.metadata as metadata
import re
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parent
CAMPAIGNS = ("trust_kills", "trust_fuzz", "mutate_code", "coverage", "newcomer")
FEW = 40  # distributions of a base install


class Finding(NamedTuple):
    """A defect: what happened, what happens now, and the test that holds it (file::function)."""

    what: str
    now: str
    test: str


FAULTS = "tests/trust/test_faults.py"
FUZZ = "tests/trust/test_fuzz.py"
PAGE = "tests/web/test_documents.py"
FINDINGS = (
    Finding("`book update` into a folder that cannot be made or written: a trace", "an error that names the folder",
            f"{FAULTS}::test_an_update_into_a_folder_that_cannot_be_made_says_so"),
    Finding("two updates at once emptied each other's folder", "the second is refused while the first is at work",
            f"{FAULTS}::test_two_updates_at_once_are_one_too_many"),
    Finding("an update of the same answers gave another digest each time (order of race lists)", "the same book",
            f"{FAULTS}::test_an_update_of_the_same_answers_is_the_same_book"),
    Finding("a full disk behind stdout, a file or the kernel cache: a trace", "an error, exit 2",
            f"{FAULTS}::test_an_output_that_is_full_is_an_error_and_no_trace"),
    Finding("`forecast --save`, `--samples`, `backtest --rows`, `--html`: a kill left half a file",
            "written beside and renamed",
            f"{FAULTS}::test_a_write_that_fails_halfway_leaves_the_old_file_and_nothing_else"),
    Finding("clock set back: cached answers stayed fresh until the clock had caught up", "asked again",
            f"{FAULTS}::test_an_answer_from_the_future_is_asked_for_again"),
    Finding("a damaged cache of answers: a trace", "forgotten and asked again",
            f"{FAULTS}::test_a_damaged_cache_of_answers_is_forgotten"),
    Finding("cached answers were pickled", "kept as JSON", f"{FAULTS}::test_answers_are_kept_as_json_never_pickled"),
    Finding("a damaged payload in the archive stopped every update until it was deleted by hand", "fetched again",
            f"{FAULTS}::test_a_damaged_payload_is_fetched_again"),
    Finding("a list of fetches that is no UTF-8: a trace", "costs its line only",
            f"{FAULTS}::test_a_damaged_list_of_fetches_costs_its_line_only"),
    Finding("a pointer with a path, no text or a very long name: a trace, or a folder outside", "refused",
            f"{FAULTS}::test_a_pointer_that_names_no_version_is_refused"),
    Finding("a damaged table read as a frame: a trace of the library", "named as damaged",
            f"{FAULTS}::test_a_damaged_table_is_named"),
    Finding("result file with a column of lists: a trace", "refused by column",
            f"{FUZZ}::test_a_column_of_lists_is_refused_by_name"),
    Finding("damage that makes the Parquet reader panic ended the process", "refused",
            f"{FUZZ}::test_bytes_that_make_the_parquet_reader_panic_are_refused"),
    Finding("a result row that had lost its place read as an entry that did not race", "refused by row and driver",
            "tests/record/test_bad_sources.py::test_what_is_wrong_is_named_and_the_old_book_stays"),
    Finding("a `Host` or `Origin` with a lone bracket, a length of `²`: status 500", "400, 403 or 413",
            "tests/trust/test_request_headers.py::test_a_host_that_is_no_address_is_refused"),
    Finding("prices `0/0`, `1e999`: a trace, or a chance of nought whose odds have no logarithm", "no price",
            "tests/forecast/test_market.py::test_what_is_no_price_is_refused"),
    Finding("a starting place `²` in an entry file: a trace", "refused by row and column",
            "tests/trust/test_messages.py::test_the_page_quotes_what_is_said"),
    Finding("a verb without a name: `no race is called \"\"`, `see these`, and nothing to see",
            "asked for a name, exit 2",
            "tests/record/test_lookup.py::test_who_says_nothing_is_asked_for_a_name"),
    Finding("a track or driver that nobody knows and nothing is like: no next step", "where the names are listed",
            "tests/cli/test_contract.py::test_a_refusal_has_its_shape_and_its_code"),
    Finding("`/data/season/cup/next`, `/data/fork/KEY`: refused in another form than every other error", "the one form",
            f"{PAGE}::test_a_refusal_has_its_shape_and_its_status"),
    Finding("`/data/replay/KEY?source=moon` told a simulated run; `source=laps` without laps: status 200", "400, 404",
            f"{PAGE}::test_a_refusal_has_its_shape_and_its_status"),
    Finding("a fault of the page was told with fewer fields than other errors", "the one form",
            f"{PAGE}::test_a_fault_has_the_form_of_every_other_error"),
    Finding("Ctrl-C ended a verb without a word: the library caught it first", "says that nothing half-written is kept",
            "tests/cli/test_tables.py::test_who_stops_it_is_told_that_nothing_is_half_written"),
    Finding("a test looked for a file that only a built site has: red on a clean clone", "looks for the source",
            "tests/test_docs.py::test_every_link_between_pages_leads_somewhere"),
    Finding("JSON and TOML nested thousands deep: a trace (manifest, saved forecast, scenario, scoring)", "refused",
            f"{FUZZ}::test_deep_nesting_is_a_bad_file"),
    Finding("a scenario with a lap of twenty digits: a trace", "refused by field",
            "tests/sim/test_scenario.py::test_bad_scenarios_are_refused_with_the_path"),
    Finding("a stage place of thirteen digits in a result file: a trace", "refused by row and column",
            "tests/record/test_bad_sources.py::test_what_is_wrong_is_named_and_the_old_book_stays"),
    Finding("a manifest whose list of makes or cars is none: a trace", "named as damaged",
            "tests/record/test_bad_sources.py::test_a_manifest_with_other_lists_is_refused"),
    Finding("`backtest` of seasons that the book has not, and of any before 2022: a trace",
            "refused with the seasons held; scored",
            "tests/cli/test_full_book.py::test_seasons_before_those_of_the_peer_have_no_column_of_its_protocol"),
)  # fmt: skip


def missing_tests() -> list[str]:
    """Findings whose test is not there."""
    gone = []
    for finding in FINDINGS:
        file, _, function = finding.test.partition("::")
        if not (ROOT / file).is_file() or f"def {function}(" not in (ROOT / file).read_text(encoding="utf-8"):
            gone.append(finding.test)
    return gone


def installed(root: str = "stockcar") -> list[tuple[str, str, str]]:
    """Name, version and licence of everything that a base install brings, ours included."""
    found: dict[str, tuple[str, str, str]] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        try:
            of = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # a marker of another platform
        found[key] = (key, metadata.version(name), _licence(of))
        for need in metadata.requires(name) or ():
            wanted, _, marker = need.partition(";")
            if "extra" not in marker and not _elsewhere(marker):
                waiting.append(re.split(r"[\s<>=!~\[(]", wanted.strip(), maxsplit=1)[0])
    return sorted(found.values())


def _elsewhere(marker: str) -> bool:
    return any(word in marker for word in ("win32", "Windows", "emscripten", 'python_version < "3.1', "PyPy"))


def _licence(of: metadata.PackageMetadata) -> str:
    said = of.get("License-Expression") or ""
    named = [
        line.rsplit("::", 1)[1].strip() for line in of.get_all("Classifier") or () if line.startswith("License ::")
    ]
    return said or ", ".join(named) or (of.get("License") or "not declared").split("\n")[0][:60]


def assemble() -> list[str]:
    """The lines of ``trust.md``."""
    lines = [
        "# Trust",
        "",
        "What was done to make stockcar fail, and what came of it. Every part is run again by the command above it.",
        "",
    ]
    for name in CAMPAIGNS:
        report = HERE / f"{name}.md"
        lines += [f"`python -m verification {name}`", ""]
        if report.is_file():
            text = report.read_text(encoding="utf-8").strip().splitlines()
            lines += [f"## {text[0].lstrip('# ')}", *text[1:]]
        else:
            lines += [f"## {name}: not yet run"]
        lines.append("")
    whole = HERE / "whole.md"
    if whole.is_file():
        text = whole.read_text(encoding="utf-8").strip().splitlines()
        lines += [f"## {text[0].lstrip('# ')}", *text[1:], ""]
    lines += ["## Defects found, and the tests that hold them", "", "| found | now | test |", "|---|---|---|"]
    lines += [f"| {f.what} | {f.now} | `{f.test.rsplit('::', 1)[1]}` |" for f in FINDINGS]
    brought = installed()
    lines += [
        "",
        f"## What a base install brings: {len(brought)} distributions",
        "",
        "| name | version | licence |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {version} | {licence} |" for name, version, licence in brought]
    return lines


def main(full: bool) -> int:
    """Write ``trust.md``; fails where a report or a test is missing or the install has grown too big."""
    del full
    (HERE / "trust.md").write_text("\n".join(assemble()) + "\n", encoding="utf-8")
    reports = all((HERE / f"{name}.md").is_file() for name in CAMPAIGNS)
    return 0 if reports and not missing_tests() and len(installed()) < FEW else 1
