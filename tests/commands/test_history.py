"""Values of the history as a table, and back."""

from __future__ import annotations

import sys
from datetime import date

import duckdb
import pytest

from catalogsite.commands.history import (
    Selection,
    export_csv,
    export_parquet,
    import_csv,
    write_lines,
)
from catalogsite.errors import UserError
from catalogsite.state.history import History, Point

PAY, WEB = "component:default/pay", 'component:default/we"b, x'
POINTS = [
    Point(date(2026, 1, 1), PAY, "builds", 66.66666666666667),
    Point(date(2026, 1, 2), PAY, "builds", 0.0),
    Point(date(2026, 1, 2), WEB, "builds", -1e300),
    Point(date(2026, 1, 2), PAY, "score", 70.0),
    Point(date(2026, 1, 2), PAY, "score", 90.0),
]
ROWS = """\
day,entity,metric,value
2026-01-01,component:default/pay,builds,66.66666666666667
2026-01-02,component:default/pay,builds,0.0
2026-01-02,"component:default/we""b, x",builds,-1e+300
2026-01-02,component:default/pay,score,70.0
2026-01-02,component:default/pay,score,90.0
""".splitlines(keepends=True)


@pytest.fixture
def history(tmp_path):
    path = tmp_path / "history.db"
    with History(path) as file:
        file.record_all(POINTS)
    return path


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (Selection(), [1, 2, 3, 4, 5]),
        (Selection(entity=WEB), [3]),
        (Selection(metric="score"), [4, 5]),
        (Selection(since=date(2026, 1, 2)), [2, 3, 4, 5]),
        (Selection(PAY, "builds", date(2026, 1, 2)), [2]),
        (Selection(since=date(2026, 1, 3)), []),
    ],
)
def test_the_rows_of_a_selection(history, tmp_path, wanted, rows):
    expected = "".join([ROWS[0], *(ROWS[row] for row in rows)])
    assert "".join(export_csv(history, wanted)) == expected
    export_parquet(history, wanted, tmp_path / "new/x.parquet")
    found = duckdb.read_parquet(str(tmp_path / "new/x.parquet"))
    assert [str(kind) for kind in found.types] == ["DATE", "VARCHAR", "VARCHAR", "DOUBLE"]
    assert found.columns == ["day", "entity", "metric", "value"]
    assert [Point(*row) for row in found.fetchall()] == [POINTS[row - 1] for row in rows]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["x.parquet"]


def test_what_was_exported_is_imported(history, tmp_path):
    write_lines(tmp_path / "h.csv", export_csv(history, Selection()))
    assert import_csv(tmp_path / "other.db", tmp_path / "h.csv") == 5
    assert "".join(export_csv(tmp_path / "other.db", Selection())) == "".join(ROWS)
    assert import_csv(tmp_path / "other.db", tmp_path / "h.csv") == 5
    assert "".join(export_csv(tmp_path / "other.db", Selection())) == "".join(ROWS)


@pytest.mark.parametrize(
    ("wanted", "what", "fix"),
    [
        (Selection(entity="component:default/pai"), "entity `component:default/pai`", PAY),
        (Selection(metric="scroe"), "metric `scroe`", "`score`"),
        (Selection(metric="zzz"), "metric `zzz`", "in the column `metric`"),
    ],
)
def test_a_name_that_the_history_does_not_have(history, wanted, what, fix):
    with pytest.raises(UserError, match=what) as caught:
        list(export_csv(history, wanted))
    assert fix in caught.value.fix


def test_without_a_history_there_is_nothing_to_export(tmp_path):
    with pytest.raises(UserError, match="there is no history yet"):
        list(export_csv(tmp_path / "history.db", Selection()))
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_one_line_names_it(history, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UserError) as caught:
        export_parquet(history, Selection(), tmp_path / "x.parquet")
    assert caught.value.fix == "install it: pip install 'catalogsite[parquet]'"


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        (b"", ":1", "the first line must be `day,entity,metric,value`"),
        (b"<html>\n", ":1", "the first line must be `day,entity,metric,value`"),
        (b"day,entity,metric,value\n2026-01-01,a,b\n", ":2", "a line needs 4 values"),
        (b"day,entity,metric,value\n2026-01-01,a,b,1\nx,a,b,1\n", ":3", "Invalid isoformat"),
        (b"day,entity,metric,value\n2026-01-01,a,b,many\n", ":2", "could not convert"),
        (b"day,entity,metric,value\n2026-01-01,a,b,nan\n", ":2", "a finite number"),
        (b"day,entity,metric,value\n2026-01-01,,b,1\n", ":2", "an entity"),
        (b"day,entity,metric,value\n2026-01-01,\xff,b,1\n", "", "it is no CSV file in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(history, tmp_path, content, where, what):
    (tmp_path / "h.csv").write_bytes(content)
    before = history.read_bytes()
    with pytest.raises(UserError, match=what) as caught:
        import_csv(history, tmp_path / "h.csv")
    assert caught.value.where == f"{tmp_path / 'h.csv'}{where}"
    assert history.read_bytes() == before


def test_a_file_that_is_missing(tmp_path):
    with pytest.raises(UserError, match="cannot be read: No such file"):
        import_csv(tmp_path / "history.db", tmp_path / "h.csv")
    assert list(tmp_path.iterdir()) == []
