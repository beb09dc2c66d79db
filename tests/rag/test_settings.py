from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rag.errors import SettingsError
from rag.settings import load


@pytest.fixture(autouse=True)
def _no_other_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATELINE_HOME", "DATELINE_TIMEZONE"):
        monkeypatch.delenv(name, raising=False)


def test_settings_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    monkeypatch.setenv("DATELINE_TIMEZONE", "Europe/Tallinn")
    monkeypatch.setenv("DATELINE_RETRIEVAL__TOP_K", "3")
    settings = load()

    assert settings.home == tmp_path.resolve()
    assert settings.zone == ZoneInfo("Europe/Tallinn")
    assert settings.retrieval.top_k == 3


def test_a_home_given_wins_over_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "other"))

    assert load(home=tmp_path).home == tmp_path.resolve()


def test_an_unknown_name_is_refused_and_the_likely_one_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATELINE_TIMEZON", "UTC")

    with pytest.raises(SettingsError, match="DATELINE_TIMEZON") as caught:
        load()

    assert "DATELINE_TIMEZONE" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATELINE_TIMEZONE", "Mars/Olympus", "no time zone"),
        ("DATELINE_READING__THRESHOLD", "2", "READING__THRESHOLD"),
        ("DATELINE_READING__NOSUCH", "2", "READING__NOSUCH"),
        ("DATELINE_RUNTIME", "magic", "DATELINE_RUNTIME"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=said):
        load()


def test_a_home_of_nobody_is_no_crash() -> None:
    with pytest.raises(SettingsError, match="no such folder"):
        load(home=Path("~nobody-of-that-name/news"))
