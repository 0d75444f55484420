"""The work behind `catalogsite history`: values out of the history, and into it."""

from catalogsite.commands.history.export import Selection, export_csv, export_parquet, write_lines
from catalogsite.commands.history.read_csv import import_csv

__all__ = ["Selection", "export_csv", "export_parquet", "import_csv", "write_lines"]
