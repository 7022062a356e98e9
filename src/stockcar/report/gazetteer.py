"""Every name the record knows, in the ways reports write it.

Known limits: a team known by one common word ("Penske") is read only where "Racing", "Motorsports" or "Team" stands by
it; nicknames are those that the record lists.
"""

from collections import Counter
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from stockcar.report.ledger import Ledger
from stockcar.report.names import SUFFIX, Gazetteer, Name
from stockcar.report.sentences import fold

_BUILT: "WeakKeyDictionary[Ledger, Gazetteer]" = WeakKeyDictionary()
_WORDS: "WeakKeyDictionary[Ledger, dict[str, str]]" = WeakKeyDictionary()
# Shortenings that reports use and no source lists.
_TEAM_WORDS = {
    "jrm": "jr-motorsports", "jgr": "joe-gibbs-racing", "rcr": "richard-childress-racing", "shr": "stewart-haas-racing",
    "kbm": "kyle-busch-motorsports", "hendrick": "hendrick-motorsports", "joe gibbs": "joe-gibbs-racing",
    "gms": "gms-racing", "thorsport": "thorsport-racing", "kaulig": "kaulig-racing", "23xi": "23xi-racing",
    "spire": "spire-motorsports", "trackhouse": "trackhouse-racing", "rfk": "rfk-racing", "rfr": "rfk-racing",
    "roush fenway keselowski racing": "rfk-racing", "roush fenway": "rfk-racing", "mwr": "michael-waltrip-racing",
    "front row": "front-row-motorsports", "furniture row": "furniture-row-racing", "khi": "kevin-harvick-inc",
    "wood brothers": "wood-brothers-racing", "tricon": "tricon-garage", "bkr": "brad-keselowski-racing",
    "niece": "niece-motorsports", "jtg daugherty": "jtg-daugherty-racing", "dei": "dale-earnhardt-inc",
}  # fmt: skip
_DRIVER_WORDS = {
    "dale jr.": "dale-earnhardt-jr", "dale earnhardt sr.": "dale-earnhardt", "dale earnhardt sr": "dale-earnhardt",
    "a.j. allmendinger": "aj-allmendinger", "aj allmendinger": "aj-allmendinger", "nick sanchez": "nick-sanchez",
    "john hunter": "john-hunter-nemechek", "john h. nemechek": "john-hunter-nemechek",
    "john-hunter nemechek": "john-hunter-nemechek",
}  # fmt: skip


def gazetteer_of(ledger: Ledger) -> Gazetteer:
    """The gazetteer of a book, built once."""
    if ledger not in _BUILT:
        _BUILT[ledger] = Gazetteer(_names(ledger))
    return _BUILT[ledger]


def _names(ledger: Ledger) -> Iterator[Name]:
    drivers = ledger.book.sql("select driver_id, driver from drivers")[1]
    known = {driver_id for driver_id, _ in drivers}
    folded = {fold(name) for _, name in drivers}
    for driver_id, name in drivers:
        written = [name]
        bare = SUFFIX.sub("", fold(name))
        if bare != fold(name) and bare not in folded:
            written.append(bare)
        yield Name("D", driver_id, tuple(written))
    aliases = ledger.book.sql("select kind, alias, id from aliases")[1]
    kinds = {"driver": "D", "team": "M"}
    yield from (Name(kinds[kind], id_, (alias,)) for kind, alias, id_ in aliases if kind in kinds)
    yield from (Name("D", id_, (word,)) for word, id_ in _DRIVER_WORDS.items() if id_ in known)
    yield from (Name("M", id_, (word,)) for word, id_ in _TEAM_WORDS.items())
    for team_id, team in ledger.book.sql("select team_id, team from teams")[1]:
        if len(team.split()) > 1 and fold(team) not in folded:
            yield Name("M", team_id, (team,))
    yield from _tracks(ledger, [(alias, id_) for kind, alias, id_ in aliases if kind == "track"])


def track_words(ledger: Ledger) -> dict[str, str]:
    """Tracks by the one word that is their own: ``beltsville`` of Beltsville Speedway. Words of people are left out."""
    if ledger not in _WORDS:
        names: dict[str, set[str]] = {}
        for race in ledger.races:
            names.setdefault(race.track_id, set()).update(fold(name) for name in (race.track, race.track_then) if name)
        words = {track_id: {word for name in each for word in name.split()} for track_id, each in names.items()}
        of_tracks = Counter(word for each in words.values() for word in each)
        people = {word for name in ledger.names.values() for word in fold(name).split()}
        _WORDS[ledger] = {}
        for track_id, each in names.items():
            for name in each:
                own, *rest = name.split()
                alone = of_tracks[own] == 1 and rest and all(of_tracks[word] > 1 for word in rest)
                if alone and len(own) > 4 and own.isalpha() and own not in people:
                    _WORDS[ledger][own] = track_id
    return _WORDS[ledger]


def _tracks(ledger: Ledger, aliases: list[tuple[str, str]]) -> Iterator[Name]:
    ids = {race.track_id for race in ledger.races}
    written: dict[str, set[str]] = {}
    for race in ledger.races:
        written.setdefault(race.track, set()).add(race.track_id)
        if race.track_then:
            written.setdefault(race.track_then, set()).add(race.track_id)
    for alias, id_ in aliases:
        written.setdefault(alias, set()).add(id_)
        if " " in alias:
            written.setdefault(alias.replace(" ", "-", 1), set()).add(id_)
    for name, meant in written.items():
        layouts = {i for i in ids for m in meant if i == m or i.startswith(m + "-")}
        for id_ in layouts:
            yield Name("T", id_, (name, name.replace("International ", "Int'l ")))
