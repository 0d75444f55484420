"""What was read before is taken again, as long as nothing that it says could be another thing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from catalogsite.catalog.kinds.policy import Policy
from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.collect.reading.reading_cache import read_one
from catalogsite.errors import DiskError
from catalogsite.model.repository import Repository, RepositoryRequest, RepositoryState
from catalogsite.state.folders import State

_BEFORE = {"id": "github.com/acme/pay", "name": "pay", "source": "github", "host": "github",
           "web_url": "https://github.com/acme/pay", "branch": "master"}  # fmt: skip


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Reads a repository that has a README, with what a host tells of it."""
    (tmp_path / "pay").mkdir()
    (tmp_path / "pay/README.md").write_text("# Pay\n\nTakes money.\n", "utf-8")
    request = RepositoryRequest(source="github", name="pay", path=str(tmp_path / "pay"))

    def read(**values: Any) -> Any:
        repository = Repository.model_validate({**_BEFORE, **values})
        return read_one(
            Checkout(repository, request, "one key"), State(tmp_path / "state"), Policy()
        )

    return read


def test_the_same_content_is_read_once(read: Any) -> None:
    assert read().repository.state is RepositoryState.READ
    assert read().repository.state is RepositoryState.UNCHANGED


@pytest.mark.parametrize("taken", ["store", "readings"])
def test_a_state_that_cannot_be_written_is_not_the_repositorys_fault(
    read: Any, tmp_path: Path, taken: str
) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / taken).write_text("no folder")
    with pytest.raises((DiskError, OSError), match=str(tmp_path / "state" / taken)):
        read()


def test_a_reading_that_is_taken_again_counts_as_used(read: Any, tmp_path: Path) -> None:
    read()
    (kept,) = (tmp_path / "state/readings").iterdir()
    os.utime(kept, (0, 0))
    read()
    assert kept.stat().st_mtime > 0


@pytest.mark.parametrize(
    ("values", "path", "value"),
    [
        ({"description": "Payments"}, ("metadata", "description"), "Payments"),
        ({"topics": ["money"]}, ("metadata", "tags"), ["money"]),
        ({"archived": True}, ("spec", "lifecycle"), "deprecated"),
        (
            {"branch": "main"},
            ("metadata", "annotations", "backstage.io/source-location"),
            "url:https://github.com/acme/pay/tree/main/",
        ),
    ],
    ids=["description", "topics", "archived", "branch"],
)
def test_what_the_host_answers_anew_about_the_same_content_is_not_lost(
    read: Any, values: dict[str, Any], path: tuple[str, ...], value: object
) -> None:
    read()
    found = read(**values).inferred_entities[0].data
    for key in path:
        found = found[key]
    assert found == value


def test_a_reading_whose_documentation_was_lost_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "pay/docs").mkdir(parents=True)
    (tmp_path / "pay/mkdocs.yml").write_text("site_name: Pay\n")
    (tmp_path / "pay/docs/index.md").write_text("# Pay\n")
    (tmp_path / "pay/README.md").write_text("# Pay\n")
    state = State(tmp_path / "state")
    request = RepositoryRequest(source="github", name="pay", path=str(tmp_path / "pay"))
    checkout = Checkout(Repository.model_validate(_BEFORE), request, "one key")

    def state_and_trees() -> tuple[RepositoryState, list[bool]]:
        reading = read_one(checkout, state, Policy())
        return reading.repository.state, [
            state.store.has(one.tree) for one in reading.documentation
        ]

    assert state_and_trees() == (RepositoryState.READ, [True])
    assert state_and_trees() == (RepositoryState.UNCHANGED, [True])
    shutil.rmtree(state.store.folder)
    assert state_and_trees() == (RepositoryState.READ, [True])


@pytest.mark.parametrize(
    ("now", "expected"),
    [("read", "unchanged"), ("unchanged", "unchanged"), ("stale", "stale"), ("failed", "failed")],
)
def test_a_kept_reading_has_the_state_of_this_run(read: Any, now: str, expected: str) -> None:
    read()
    assert read(state=now).repository.state == expected


def _definitions() -> str:
    entity = "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {{name: a{n}}}\nspec: {{type: x, {spec}}}\n"
    return "---\n".join(
        entity.format(n=n, spec="lifecycle: x, owner: x, definition: {$text: ./large}")
        for n in range(200)
    )


LARGE: dict[str, dict[str, str | int]] = {
    "texts": {"catalog-info.yaml": _definitions(), "large": "x" * 9_000_000},
    "pages": {"README.md": "# x", "mkdocs.yml": "site_name: x", **{f"docs/{n}.md": 9_900_000 for n in range(130)}},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux has the limit")
@pytest.mark.parametrize("name", LARGE)
def test_a_repository_that_takes_all_memory_costs_only_itself(tmp_path: Path, name: str) -> None:
    for path, content in LARGE[name].items():
        file = tmp_path / "large" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as written:
            written.write(content.encode() if isinstance(content, str) else b"x")
            written.truncate(content if isinstance(content, int) else None)
    repository = Repository.model_validate(_BEFORE)
    request = RepositoryRequest(source="folder", name="large", path=str(tmp_path / "large"))
    checkout = Checkout(repository, request, "a key")
    reading = read_one(checkout, State(tmp_path / "state"), Policy())
    (told,) = [one for one in reading.problems if "memory" in one.message]
    assert told.message.endswith("1 GB of memory")
    part = name == "pages"
    assert told.rule == ("repository-part" if part else "repository-unreadable")
    assert (reading.repository.state is RepositoryState.FAILED) is not part
