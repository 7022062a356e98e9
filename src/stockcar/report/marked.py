"""How does a checked report look: its text with every claim marked, for a terminal or as HTML.

Known limits: where two claims share words, the first one's mark covers them and the others are listed under it.
"""

from collections.abc import Sequence
from html import escape

from stockcar.report.decide import Verdict

SIGNS = {
    "supported": "+", "contradicted": "x", "near_miss": "~", "plan": "p", "not_checkable": "?", "not_parsed": ".",
}  # fmt: skip
_COLOURS = {
    "supported": "#cfe8d5", "contradicted": "#f3c6c6", "near_miss": "#f7e6b5", "plan": "#d6dff5",
    "not_checkable": "#e6e6e6", "not_parsed": "none",
}  # fmt: skip


def _groups(verdicts: Sequence[Verdict]) -> list[tuple[int, int, list[Verdict]]]:
    """Claims that share words, together; in order of place. Unread sentences are left out."""
    found: list[tuple[int, int, list[Verdict]]] = []
    for verdict in sorted(verdicts, key=lambda v: v.claim.span):
        if verdict.verdict == "not_parsed":
            continue
        start, end = verdict.claim.span
        if found and start < found[-1][1]:
            first, last, group = found[-1]
            found[-1] = (first, max(last, end), [*group, verdict])
        else:
            found.append((start, end, [verdict]))
    return found


def _worst(group: Sequence[Verdict]) -> str:
    order = ("contradicted", "near_miss", "not_checkable", "plan", "supported")
    return min((verdict.verdict for verdict in group), key=order.index)


def sentence_of(verdict: Verdict) -> str:
    """A claim and its verdict on one line."""
    claim = verdict.claim
    record = "" if verdict.record is None or verdict.verdict == "supported" else f"; the record: {verdict.record}"
    reason = f" ({verdict.reason})" if verdict.reason else ""
    name = verdict.verdict.replace("_", " ")
    return f"{claim.subject.name}: {claim.measure.replace('_', ' ')} {claim.value}: {name}{record}{reason}"


def as_text(text: str, verdicts: Sequence[Verdict]) -> str:
    """The text with ``[n+ ...]`` marks, and the numbered verdicts below it."""
    parts, at, notes = [], 0, []
    for n, (start, end, group) in enumerate(_groups(verdicts), 1):
        parts += [text[at:start], f"[{n}{SIGNS[_worst(group)]} {text[start:end]}]"]
        notes += [f"{n:3d} {SIGNS[v.verdict]} {sentence_of(v)}" for v in group]
        at = end
    return "".join([*parts, text[at:]]).rstrip() + "\n\n" + "\n".join(notes) + "\n"


def as_html(text: str, verdicts: Sequence[Verdict]) -> str:
    """The text as a page, each claim coloured, its verdict on hover and in the list below."""
    parts, at, notes = [], 0, []
    for n, (start, end, group) in enumerate(_groups(verdicts), 1):
        title = escape("; ".join(sentence_of(v) for v in group), quote=True)
        colour = _COLOURS[_worst(group)]
        parts.append(escape(text[at:start]))
        parts.append(
            f'<mark style="background:{colour}" title="{title}">{escape(text[start:end])}<sup>{n}</sup></mark>'
        )
        notes += [f"<li value={n}>{escape(sentence_of(v))}</li>" for v in group]
        at = end
    body = "".join([*parts, escape(text[at:])]).replace("\n", "<br>\n")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Checked report</title></head>'
        f"<body><p>{body}</p><ol>{''.join(notes)}</ol></body></html>\n"
    )
