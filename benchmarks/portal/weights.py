"""Bytes and files of a site: what a reader loads, and what a host keeps."""

from __future__ import annotations

import gzip
import statistics
from collections.abc import Sequence
from pathlib import Path

PACKED = {"search_gz": "entities.json", "table_gz": "table.json"}


def weights(site: Path, pages: Sequence[Path]) -> dict[str, float]:
    """Sizes of the pages of entities, of the two indexes after gzip, and of the whole site."""
    sizes = sorted(page.stat().st_size for page in pages)
    files = [file for file in site.rglob("*") if file.is_file()]
    assets = site / "assets/catalogsite"
    packed = {
        name: len(gzip.compress((assets / file).read_bytes(), 6)) for name, file in PACKED.items()
    }
    return {
        "page_median": statistics.median(sizes),
        "page_p99": sizes[len(sizes) * 99 // 100],
        "page_largest": sizes[-1],
        "table_page": (site / "catalog/index.html").stat().st_size,
        "files": len(files),
        "bytes": sum(file.stat().st_size for file in files),
        **packed,
    }
