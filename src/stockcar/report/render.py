"""A report or a preview as Markdown or as one page of HTML, by the templates in ``data``."""

from typing import Any

from stockcar.errors import UsageError

FORMATS = ("text", "md", "html", "json")
SHOWN = {"report": 12, "preview": 15}  # notes, the first ones


def render(told: Any, template: str, form: str) -> str:
    """What is told as "text", "md" or "html"; ``template`` is the name before the form.

    Raises:
        UsageError: another form.
    """
    if form == "text":
        return str(told.text)
    if form not in ("md", "html"):
        why = f"the forms are {', '.join(FORMATS)}"
        raise UsageError(f'a report cannot be written as "{form}"', why, "ask for one of them")
    page = _environment(form == "html").get_template(f"{template}.{form}.j2")
    return str(page.render(story=told, shown=SHOWN[template]))


def _environment(escaped: bool) -> Any:
    from jinja2 import Environment, PackageLoader

    loader = PackageLoader("stockcar.report", "data")
    environment = Environment(loader=loader, autoescape=escaped, keep_trailing_newline=True)
    environment.filters["dash"] = lambda value: "–" if value is None else value
    environment.filters["share"] = _share
    return environment


def _share(rarity: float) -> str:
    """ "1 race in 40": how often the record has such a note."""
    return f"1 race in {round(1 / rarity)}" if 0 < rarity < 0.4 else f"{100 * rarity:.0f} percent of races"
