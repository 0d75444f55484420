"""Drafts of descriptors: what they hold, that `check` accepts them, and hostile names in them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.environment import CORPUS, needs_corpus

from catalogsite.cli import main
from catalogsite.commands.describe import describe_folder
from catalogsite.errors import UserError

TRUTH = Path(__file__).parents[2] / "inference" / "truth" / "monorepos"

SHOP = {
    "README.md": "# Shop\n\nSells tickets for the ferries of Northport.\n",
    "CODEOWNERS": "* @northport/shop\n/api/ @northport/api-team\n",
    "compose.yaml": (
        "services:\n"
        "  web:\n    build: web\n    depends_on: [api]\n"
        "  api:\n    build: api\n    environment: {DB_URL: 'postgres://db/x'}\n"
        "  db: {image: 'postgres:17'}\n"
    ),
    "web/package.json": "{}",
    "api/go.mod": "module northport.example/api\n",
}


def written(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def drafted(root):
    return list(yaml.safe_load_all(describe_folder(root)))


def test_a_repository_of_several_services(tmp_path):
    root = written(tmp_path / "shop", SHOP)
    system, *others = drafted(root)
    assert (system["kind"], system["metadata"], system["spec"]) == (
        "System",
        {
            "name": "shop",
            "title": "Shop",
            "description": "Sells tickets for the ferries of Northport.",
        },
        {"owner": "shop"},
    )
    assert [(one["kind"], one["metadata"]["name"], one["spec"]) for one in others] == [
        (
            "Component",
            "api",
            {
                "type": "service",
                "lifecycle": "unknown",
                "owner": "api-team",
                "system": "shop",
                "dependsOn": ["resource:db"],
            },
        ),
        (
            "Component",
            "web",
            {
                "type": "service",
                "lifecycle": "unknown",
                "owner": "shop",
                "system": "shop",
                "dependsOn": ["component:api"],
            },
        ),
        ("Resource", "db", {"type": "postgresql", "owner": "shop", "system": "shop"}),
    ]
    text = describe_folder(root)
    for comment in ("compose.yaml:2, built from web", "needs db: compose.yaml:7"):
        assert f"# {comment}\n" in text


def test_a_repository_that_builds_one_thing(tmp_path):
    files = {"README.md": "# Tide tables\n\nWhen the water is high.\n", "main.py": "print()\n"}
    (component,) = drafted(written(tmp_path / "tides", files))
    assert component["metadata"]["title"] == "Tide tables"
    assert component["spec"]["owner"] == "unknown"
    assert "# owner: CODEOWNERS names nobody; write the team\n" in describe_folder(
        tmp_path / "tides"
    )


def test_names_of_strangers_stay_in_their_lines(tmp_path):
    evil = "a\n---\nkind: Group"
    compose = yaml.safe_dump({"services": {evil: {"build": "a"}, "b": {"build": "b"}}})
    documents = drafted(
        written(tmp_path / "x", {"compose.yaml": compose, "a/x.py": "", "b/y.py": ""})
    )
    assert [one["kind"] for one in documents] == ["System", "Component", "Component"]


@pytest.mark.parametrize("files", [SHOP, {"README.md": "# A\n"}], ids=["several", "one"])
def test_check_accepts_a_draft(tmp_path, files, capsys):
    root = written(tmp_path / "shop", files)
    draft = root / "catalog-info.yaml"
    assert main(["describe", str(root), "--output", str(draft)]) == 0
    assert main(["check", str(root)]) == 0
    assert " 0 errors, 0 warnings" in capsys.readouterr().err
    assert main(["describe", str(root), "--output", str(draft)]) == 2
    assert "exists: name another file" in capsys.readouterr().err


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(UserError) as caught:
        describe_folder(tmp_path / "nowhere")
    assert caught.value.fix


@needs_corpus
@pytest.mark.parametrize("path", sorted(TRUTH.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_draft_has_the_needs_that_a_reader_found(path):
    truth = yaml.safe_load(path.read_text("utf-8"))
    documents = drafted(CORPUS.parent / "monorepos" / truth["folder"])
    found = {
        (one["metadata"]["name"], target.partition(":")[2])
        for one in documents
        for target in one["spec"].get("dependsOn", ())
    }
    assert found == {(one["from"], one["to"]) for one in truth["edges"]}
