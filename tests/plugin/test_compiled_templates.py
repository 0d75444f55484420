"""Templates that `mkdocs serve` compiled once are taken for the next build, as long as they are the same."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment

from catalogsite_mkdocs.compiled_templates import CompiledTemplates


class CountingEnvironment(Environment):
    """An environment that knows which sources it compiled."""

    def __init__(self, sources: dict[str, str], kept: CompiledTemplates) -> None:
        super().__init__(loader=DictLoader(sources), bytecode_cache=kept)
        self.compiled: list[str | None] = []

    def _generate(self, source, name, filename, defer_init=False):
        self.compiled.append(name)
        return super()._generate(source, name, filename, defer_init)


@pytest.mark.parametrize(
    ("second", "text", "compiled"),
    [("Hello {{ name }}", "Hello you", []), ("Bye {{ name }}", "Bye you", ["page.html"])],
)
def test_the_next_environment_takes_them(second: str, text: str, compiled: list[str]) -> None:
    kept = CompiledTemplates()
    first = CountingEnvironment({"page.html": "Hello {{ name }}"}, kept)
    assert first.get_template("page.html").render(name="you") == "Hello you"
    assert first.compiled == ["page.html"]
    following = CountingEnvironment({"page.html": second}, kept)
    assert following.get_template("page.html").render(name="you") == text
    assert following.compiled == compiled
