"""May a language model propose claims? Yes, in the claim language, and the same checks decide. Off by default.

Any endpoint that answers chat requests in the common JSON form will do; the user configures it. What comes back is read
as data: claims whose words are not in the language, whose subject is not in the record, or whose place is not in the
text are dropped and counted.

Known limits: one request a report; the model sees the text, the race key and the names of the entrants.
"""

import json
import urllib.request
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from stockcar.errors import UpstreamError, UsageError
from stockcar.report.claims import MEASURES, Claim, require_claim
from stockcar.report.ledger import Ledger

Post = Callable[[dict[str, Any]], dict[str, Any]]


class Proposal(NamedTuple):
    """The claims that passed, and why others did not."""

    claims: tuple[Claim, ...]
    refused: tuple[str, ...]


def ask(url: str, model: str, key: str = "") -> Post:
    """A function that posts a chat request to an endpoint.

    Raises (when called):
        UpstreamError: the endpoint did not answer, or not with JSON.
    """

    def post(request: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        body = json.dumps({"model": model, **request}).encode()
        call = urllib.request.Request(url, body, headers)
        try:
            with urllib.request.urlopen(call, timeout=60) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except (OSError, ValueError) as error:
            raise UpstreamError(
                "the model did not answer", str(error), "check the address, or leave the model out"
            ) from None

    return post


def propose(ledger: Ledger, text: str, race: str, post: Post) -> Proposal:
    """The claims a model finds in a report, each one held to the language and to the record's names."""
    rows = {row.driver_id: row.driver for row in ledger.race(race)}
    teams = {row.team_id for row in ledger.race(race) if row.team_id}
    prompt = (
        f"List every checkable claim in the report about race {race} as a JSON list of objects with the fields measure,"
        " subject (kind, id, name), race, span (start, end), text, value, comparator, scope, modality."
        f" Measures: {', '.join(MEASURES)}. Drivers: {json.dumps(rows)}. Answer with the list only.\n\n{text}"
    )
    answer = post({"messages": [{"role": "user", "content": prompt}], "temperature": 0})
    try:
        content = str(answer["choices"][0]["message"]["content"])
        proposed = json.loads(content[content.index("[") : content.rindex("]") + 1])
    except (KeyError, IndexError, TypeError, ValueError):
        return Proposal((), ("the answer holds no JSON list",))
    claims, refused = [], []
    for one in proposed:
        try:
            claims.append(_held(require_claim(msgspec.convert(one, Claim)), text, race, set(rows), teams))
        except (UsageError, msgspec.ValidationError) as error:
            refused.append(str(error).splitlines()[0])
    return Proposal(tuple(claims), tuple(refused))


def _held(claim: Claim, text: str, race: str, drivers: set[str], teams: set[str]) -> Claim:
    """The claim, if its race, place and subject are those of the report."""
    start, end = claim.span
    known = {"driver": drivers, "team": teams, "race": {race}}.get(claim.subject.kind)
    if claim.race != race or end > len(text) or text[start:end] != claim.text:
        why = f"{claim.race} at {claim.span}"
        raise UsageError("a claim of another race or place", why, "quote the words as they stand in the text")
    if known is not None and claim.subject.id not in known:
        what = f"no {claim.subject.kind} {claim.subject.id} in this race"
        raise UsageError(what, "the subject must have a line in it", "take a driver or team of the race's result")
    return claim
