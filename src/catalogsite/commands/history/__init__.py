"""The work behind `catalogsite history`: values out of the history, and into it."""

from catalogsite.commands.history.export import Selection, export_csv, export_parquet, write_lines
from catalogsite.commands.history.read_csv import import_csv
from catalogsite.commands.history.status import history_status, status_as_text

__all__ = [
    "Selection",
    "export_csv",
    "export_parquet",
    "history_status",
    "import_csv",
    "status_as_text",
    "write_lines",
]
