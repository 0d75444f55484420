"""The history in SQLite: numbers by entity, metric and day, the source of trends."""

from catalogsite.state.history.database import History, HistorySize, Point
from catalogsite.state.history.retention import EVENT_DAYS, EVENTS
from catalogsite.state.history.tables import VERSION

__all__ = ["EVENTS", "EVENT_DAYS", "VERSION", "History", "HistorySize", "Point"]
