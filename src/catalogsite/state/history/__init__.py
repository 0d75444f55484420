"""The history in SQLite: numbers by entity, metric and day, the source of trends."""

from catalogsite.state.history.database import History, HistorySize, Point
from catalogsite.state.history.tables import VERSION

__all__ = ["VERSION", "History", "HistorySize", "Point"]
