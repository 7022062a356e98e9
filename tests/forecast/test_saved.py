import json
from pathlib import Path

import pytest

from stockcar.errors import BadFile
from stockcar.forecast.saved import _digest, load_saved


def _write(path: Path, document: dict[str, object]) -> Path:
    path.write_text(json.dumps({**document, "digest": _digest(document)}))
    return path


def test_a_saved_forecast_reads_back(tmp_path: Path) -> None:
    document: dict[str, object] = {"saved": "2026-02-14", "forecast": {"key": "cup-2026-01", "entries": [{"car": "1"}]}}
    assert load_saved(_write(tmp_path / "f.json", document)) == document


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "f.json", {"saved": "2026-02-14", "forecast": {"entries": [{"car": "1"}]}})
    path.write_text(path.read_text().replace("02-14", "02-13"))
    with pytest.raises(BadFile, match="changed"):
        load_saved(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json"])
def test_what_is_no_saved_forecast_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "f.json"
    path.write_text(text)
    with pytest.raises(BadFile, match="not a saved forecast"):
        load_saved(path)
