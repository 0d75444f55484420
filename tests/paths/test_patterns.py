"""The patterns besides globs: of names, of `.gitignore`; their dialects, and their time."""

from __future__ import annotations

import re
import time
import warnings
from fnmatch import fnmatchcase
from pathlib import Path

import pathspec
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catalogsite.inference.codeowners_patterns import matches as codeowners_matches
from catalogsite.paths.gitignore import GitIgnore
from catalogsite.paths.wildcard import matches_any, matches_path, wildcard

_CASES = Path(__file__).parent / "cases"


def _cases(name: str) -> list[dict[str, list[str]]]:
    return yaml.safe_load((_CASES / name).read_text("utf-8"))


@pytest.mark.parametrize("case", _cases("wildcards.yaml"), ids=lambda case: case["pattern"])
def test_names_are_matched_as_fnmatch_does(case: dict[str, list[str]]) -> None:
    pattern = case["pattern"]
    texts = dict.fromkeys(case["fits"], True) | dict.fromkeys(case["other"], False)
    assert {text: wildcard(pattern).matches(text) for text in texts} == texts
    assert {text: fnmatchcase(text, pattern) for text in texts} == texts
    assert {text: matches_any(text, ("none", pattern)) for text in texts} == texts


@settings(max_examples=500)
@given(
    st.text(alphabet="ab*?[]!-^\\", max_size=8),
    st.text(alphabet="ab[]!-^\\\n/", max_size=6),
)
def test_any_pattern_of_names_means_what_it_means_to_fnmatch(pattern: str, text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        assert wildcard(pattern).matches(text) == fnmatchcase(text, pattern)


def test_brackets_that_are_no_sets() -> None:
    assert wildcard("[ab]", sets=False).matches("[ab]")
    assert not wildcard("[ab]", sets=False).matches("a")
    assert wildcard("[a*?", sets=False).matches("[axy")


@pytest.mark.parametrize(
    ("pattern", "path", "found"),
    [
        ("a/*", "a/b", True),
        ("a/*", "a/b/c", False),
        ("**/c", "c", True),
        ("**/c", "a/b/c", True),
        ("a/**", "a", True),
        ("a/**", "a/b/c", True),
        ("a/**/c/**/e", "a/c/e", True),
        ("a/**/c/**/e", "a/b/c/d/e", True),
        ("a/**/c", "a/c/d", False),
        ("a", "a/b", False),
        ("a/**/a", "a", False),
    ],
)
def test_paths_are_matched_part_by_part(pattern: str, path: str, *, found: bool) -> None:
    assert matches_path(path, pattern) is found


@pytest.mark.parametrize("case", _cases("gitignore.yaml"), ids=lambda case: " ".join(case["lines"]))
def test_files_are_left_out_as_by_gitignore(case: dict[str, list[str]]) -> None:
    files = dict.fromkeys(case["out"], True) | dict.fromkeys(case["in"], False)
    patterns = GitIgnore(case["lines"])
    assert {file: patterns.matches(file) for file in files} == files


_PIECES = [
    "a",
    "b",
    "*",
    "**",
    "/",
    "?",
    "!",
    "[ab]",
    "\\",
    "a/",
    "/**",
    "**/",
    " ",
    "#",
    "b*",
    ".*",
]
_LINE = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map("".join)
_PATH = st.lists(
    st.text(alphabet="ab.", min_size=1, max_size=2).filter(lambda part: part not in {".", ".."}),
    min_size=1,
    max_size=4,
).map("/".join)


@settings(max_examples=1000)
@given(st.lists(_LINE, min_size=1, max_size=3), _PATH)
def test_any_lines_leave_out_what_mkdocs_would(lines: list[str], path: str) -> None:
    # To git `!/` means nothing; to pathspec, all that lies in folders.
    assume("!/" not in lines)
    understood = []
    for line in lines:
        try:
            pathspec.GitIgnoreSpec.from_lines([line])
        except (ValueError, re.error):
            continue
        understood.append(line)
    expected = pathspec.GitIgnoreSpec.from_lines(understood).match_file(path)
    assert GitIgnore(lines).matches(path) == expected


@pytest.mark.parametrize("pattern", ["*a" * 40 + "b", "**/*a/" * 40 + "b", "?*" * 60 + "b"])
def test_no_pattern_takes_long(pattern: str) -> None:
    name = "a" * 200 + "c"
    path = "/".join(["aaaa"] * 50 + ["c"])
    start = time.process_time()
    for text in (name, path):
        wildcard(pattern).matches(text)
        matches_path(text, pattern)
        GitIgnore([pattern]).matches(text)
        codeowners_matches(pattern, text)
    assert time.process_time() - start < 1
