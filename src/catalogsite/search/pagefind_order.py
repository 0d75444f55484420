"""Sorts a Pagefind index, so that the same pages give the same bytes.

Pagefind writes its filters in the order of a hash table, which differs from run to run: in the
metadata, and inside each filter file. Both are CBOR of arrays, words and numbers, compressed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

_MAGIC = b"pagefind_dcd"
_FILTERS = 3
_KINDS = {0: "number", 3: "word", 4: "array"}

Data = int | str | list["Data"]


def order_index(folder: Path) -> bool:
    """Rewrite the index in `folder` in a fixed order; False where its format is unknown."""
    try:
        entry = json.loads((folder / "pagefind-entry.json").read_bytes())
        for language in sorted(entry["languages"]):
            _order_language(folder, entry["languages"][language], language)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return False
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"))
    (folder / "pagefind-entry.json").write_text(text, encoding="utf-8")
    return True


def _order_language(folder: Path, entry: dict[str, str], language: str) -> None:
    meta_file = folder / f"pagefind.{entry['hash']}.pf_meta"
    meta = _read(meta_file)
    for pair in _array(_array(meta)[_FILTERS]):
        name, digest = _array(pair)
        file = folder / "filter" / f"{digest}.pf_filter"
        words = _array(_read(file))
        words[1:] = [sorted(_array(words[1]), key=repr), *words[2:]]
        _array(pair)[:] = [name, _write(file, words, language, "{}.pf_filter")]
    _array(meta)[_FILTERS] = sorted(_array(_array(meta)[_FILTERS]), key=repr)
    entry["hash"] = _write(meta_file, meta, language, "pagefind.{}.pf_meta")


def _read(file: Path) -> Data:
    content = gzip.decompress(file.read_bytes())
    if not content.startswith(_MAGIC):
        raise ValueError("not a Pagefind file")
    data, end = _decode(content, len(_MAGIC))
    if end != len(content):
        raise ValueError("more than one value")
    return data


def _write(file: Path, data: Data, language: str, pattern: str) -> str:
    content = _MAGIC + _encode(data)
    name = f"{language}_{hashlib.sha256(content).hexdigest()[:10]}"
    file.unlink()
    file.with_name(pattern.format(name)).write_bytes(gzip.compress(content, 9, mtime=0))
    return name


def _array(data: Data) -> list[Data]:
    if not isinstance(data, list):
        raise TypeError("not an array")
    return data


def _decode(content: bytes, at: int) -> tuple[Data, int]:
    kind, info = content[at] >> 5, content[at] & 31
    at += 1
    if kind not in _KINDS or info > 27:
        raise ValueError("another kind of CBOR")
    size = 0 if info < 24 else 1 << (info - 24)
    count = int.from_bytes(content[at : at + size], "big") if size else info
    at += size
    if kind == 0:
        return count, at
    if kind == 3:
        return content[at : at + count].decode(), at + count
    items: list[Data] = []
    for _ in range(count):
        item, at = _decode(content, at)
        items.append(item)
    return items, at


def _encode(data: Data) -> bytes:
    if isinstance(data, int):
        return _head(0, data)
    if isinstance(data, str):
        words = data.encode()
        return _head(3, len(words)) + words
    return _head(4, len(data)) + b"".join(map(_encode, data))


def _head(kind: int, count: int) -> bytes:
    if count < 24:
        return bytes([kind << 5 | count])
    power = next(power for power in range(4) if count < 1 << (8 << power))
    return bytes([kind << 5 | 24 + power]) + count.to_bytes(1 << power, "big")
