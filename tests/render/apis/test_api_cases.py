"""What the pages of an API say, format by format: a model in, the words and links of its pages out.

`python tests/render/apis/test_api_cases.py` writes the expected texts again.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.render.apis.reading import CASES, Reading, case, pages_of

FORMATS = ("asyncapi", "graphql", "mcp", "openapi", "protobuf", "trpc")


def _read(name: str) -> str:
    model = case(name)
    files = {path: "\n" * 1500 + f"# {path}\n" for path in model.files}
    pages = pages_of(model, files, type_=name)
    overview = Reading(pages[""]).text
    start, end = overview.index("## API\n"), overview.index("## Relations")
    return f"ENTITY\n{overview[start:end]}REFERENCE\n{Reading(pages['api/']).text}"


@pytest.mark.parametrize("name", FORMATS)
def test_the_pages_of_a_format_say_all_that_its_model_has(name: str) -> None:
    assert _read(name) == (CASES / f"{name}.txt").read_text("utf-8")


if __name__ == "__main__":
    for each in FORMATS:
        (CASES / f"{each}.txt").write_text(_read(each), "utf-8")
