"""What the pages of the demo say, as `demo_pages.yaml` lists it."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

_CASES = yaml.safe_load((Path(__file__).parent / "demo_pages.yaml").read_text("utf-8"))
_NOT_READ = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)


def _words(page: Path) -> str:
    text = page.read_text("utf-8")
    article = text[text.index("<article") : text.index("</article>")]
    tags = re.sub(r"<[^>]+>", " ", _NOT_READ.sub("", article))
    return " ".join(html.unescape(tags).split())


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["page"])
def test_a_page_of_the_demo_says(case: dict[str, Any], demo: Path) -> None:
    found = _words(demo / "site" / case["page"] / "index.html")
    assert [words for words in case["words"] if words not in found] == []
    assert [one for one in case.get("patterns", ()) if not re.search(one, found)] == []
