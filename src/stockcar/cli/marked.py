"""A checked report as a page: the text with every claim marked, and the record's word on hover."""

from html import escape
from typing import TYPE_CHECKING

from stockcar.cli.output import said

if TYPE_CHECKING:
    from stockcar.report.check import Checked

STYLE = """
body{font:16px/1.6 Georgia,serif;max-width:44em;margin:2em auto;padding:0 1em;color:#1b1b1b;background:#fff}
mark{padding:0 .15em;border-radius:3px;border-bottom:2px solid}
.supported{background:#e3f3e6;border-color:#2d7d3a}.contradicted{background:#fbe1df;border-color:#b3261e;font-weight:bold}
.near_miss{background:#fff3cd;border-color:#8a6d00}.plan{background:#e1f0fa;border-color:#0b6aa2}
.not_checkable,.not_parsed{background:none;border-color:#bbb}
@media(prefers-color-scheme:dark){body{color:#eee;background:#16181b}mark{color:inherit}.supported{background:#1d3a24}
.contradicted{background:#571a16}.near_miss{background:#4a3d00}.plan{background:#0d3550}}
"""


def marked_html(checked: "Checked") -> str:
    """The text with its claims marked; where two overlap the first stands."""
    parts, at = [], 0
    shown = [v for v in checked.verdicts if v.verdict != "not_parsed"]
    for verdict in sorted(shown, key=lambda v: v.claim.span):
        start, end = verdict.claim.span
        if start < at:
            continue
        record = "" if verdict.record is None else f"record: {said(verdict.record)}. "
        why = f"{verdict.verdict.replace('_', ' ')}. {record}{verdict.reason} {said(verdict.evidence[-5:])}".strip()
        parts.append(escape(checked.text[at:start]))
        parts.append(f'<mark class="{verdict.verdict}" title="{escape(why)}">{escape(checked.text[start:end])}</mark>')
        at = end
    body = "".join([*parts, escape(checked.text[at:])]).replace("\n", "<br>\n")
    title = f"Checked against the record: {checked.race or 'no race found'}"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><h1>{escape(title)}</h1><p>{escape(said(checked.counts))}</p><p>{body}</p></html>\n"
    )
