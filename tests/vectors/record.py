"""Draws cases and records the verdicts of Backstage's own packages: `make vectors`.

Writes `drawn_*.jsonl`. The same versions of Hypothesis and of the packages give the same files, so
that `git diff` shows which verdicts a new version of Backstage changes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.conformance import entities, judge, texts

HERE = Path(__file__).parent
COUNT = {"entities": 220, "references": 250, "texts": 250}
_LONGEST = 1_500
"""Characters of a drawn value; longer ones add bytes to the repository and no rule to the cases."""


def draw(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """Different values of a strategy, the same ones on every run."""
    found: dict[str, Any] = {}

    @settings(
        max_examples=8 * count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: Any) -> None:
        text = json.dumps(value)
        if len(text) < _LONGEST and "\\ud" not in text:
            found.setdefault(text, value)

    collect()
    step = len(found) / count
    values = list(found.values())
    return [values[int(index * step)] for index in range(min(count, len(values)))]


def _entities(backstage: judge.Judge) -> Iterator[dict[str, Any]]:
    for entity in draw(entities.entities(with_corpus=False), COUNT["entities"]):
        yield {"entity": entity, "accept": backstage.ask(entity=entity)["accept"]}


def _references(backstage: judge.Judge) -> Iterator[dict[str, Any]]:
    given_values = st.tuples(entities.references, entities.contexts)
    for text, context in draw(given_values, COUNT["references"]):
        verdict = backstage.ask(ref=text, context=context)
        parsed = {key: verdict[key] for key in ("parsed", "text") if key in verdict}
        yield {"ref": text, "context": context, **parsed}


def _texts(backstage: judge.Judge) -> Iterator[dict[str, Any]]:
    for text in draw(texts.texts(), COUNT["texts"]):
        documents = backstage.ask(text=text)["documents"]
        if not any(one.get("stray") for one in documents):
            yield {"text": text, "documents": [_document(one) for one in documents]}


def _document(found: dict[str, Any]) -> dict[str, Any]:
    if "entity" in found:
        return {"entity": found["entity"]}
    return {"error": True, "open": True} if found.get("open") else {"error": True}


RECORDERS: dict[str, Callable[[judge.Judge], Iterator[dict[str, Any]]]] = {
    "drawn_entities": _entities,
    "drawn_references": _references,
    "drawn_texts": _texts,
}


def record() -> None:
    """Write all drawn cases; the first line of each file names the packages."""
    backstage = judge.Judge()
    for name, recorder in RECORDERS.items():
        lines = [{"packages": judge.versions()}, *recorder(backstage)]
        text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
        (HERE / f"{name}.jsonl").write_text(text, "utf-8")
    backstage.close()


if __name__ == "__main__":
    if not judge.is_available():
        sys.exit("no node, or no packages: run `make conformance-tools` where there is npm")
    record()
