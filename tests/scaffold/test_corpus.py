"""Templates of other organisations: each is read, and runs to its end or is refused for a known reason."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
from tests.environment import CORPUS, needs_corpus
from tests.scaffold import corpus

from catalogsite.errors import TemplateError

_LEAST_RUN = 115
"""So many templates of the corpus run to their end; a change that stops some of them fails."""

_REASONS = {
    "old version": r"has the old version",
    "skeleton not there": r"there is no file or folder|which cannot be read: there is no",
    "other repository": r"fetches from another",
    "form cannot be filled": r": (must be|is required|the host must|`owner` must)",
    "action of another package": r"is not an action of Backstage",
    "input that the action has not": r"` has no input|Invalid input|` requires the input|names no host",
    "filter of another Backstage": r"which the template language of Backstage does not have",
    "step that does not exist": r"uses the (step|output)",
    "loop over no list": r"is neither a list nor an object",
    "file that cannot be rendered": r"^fetch:template: (Template|Unknown|Unterminated|Missing|Expected)",
}
"""Each reason for which a template is refused, and the words of its errors."""


def _reason(error: TemplateError) -> str | None:
    found = (name for name, words in _REASONS.items() if re.search(words, error.what))
    return next(found, None)


@cache
def _outcome(found: corpus.Found) -> str:
    refusal = corpus.refusal(found)
    if refusal is None:
        return "ran"
    return _reason(refusal) or f"unknown: {refusal}"


def _found() -> tuple[corpus.Found, ...]:
    return corpus.templates() if CORPUS.is_dir() else ()


@needs_corpus
@pytest.mark.parametrize("found", _found(), ids=lambda found: found.id)
def test_template(found: corpus.Found) -> None:
    assert _outcome(found) in {"ran", *_REASONS}


@needs_corpus
def test_most_templates_run_to_their_end() -> None:
    table = Counter(map(_outcome, _found()))
    assert table["ran"] >= _LEAST_RUN, table
