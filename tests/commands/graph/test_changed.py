"""`impact --git` over real repositories: what changed on a branch, and who must know."""

from __future__ import annotations

import json

import pytest
from tests.commands.diff.test_commit import git, write

from catalogsite.cli import main
from catalogsite.commands.graph.changed import change_impact_markdown

HEAD = "apiVersion: backstage.io/v1alpha1\n"
TEAM = HEAD + "kind: Group\nmetadata: {name: %s}\nspec: {type: team, children: [], %s}\n"
COMPONENT = (
    HEAD + "kind: Component\nmetadata: {name: %s}\n"
    "spec: {type: service, lifecycle: production, owner: %s, %s}\n"
)
API = (
    HEAD + "kind: API\nmetadata: {name: pay-api}\n"
    "spec: {type: openapi, lifecycle: production, owner: money, definition: {$text: ./api.yaml}}\n"
)
MONEY = TEAM % ("money", "profile: {email: money@acme.example}")
SALES = TEAM % ("sales", "profile: {email: sales@acme.example}")


@pytest.fixture
def company(tmp_path, monkeypatch):
    """A repository on a branch, another that needs its API, and the snapshot of both."""
    monkeypatch.setenv("NO_COLOR", "1")
    pay, web = tmp_path / "repos/pay", tmp_path / "repos/web"
    pay.mkdir(parents=True)
    web.mkdir()
    git(pay, "init", "-q", "-b", "main")
    service = COMPONENT % ("pay", "money", "providesApis: [pay-api]")
    write(
        pay,
        {
            "catalog-info.yaml": f"{MONEY}---\n{service}---\n{API}",
            "api.yaml": "openapi: 3.1.0\n",
            "jobs/catalog-info.yaml": COMPONENT % ("jobs", "money", "dependsOn: [component:pay]"),
            "jobs/run.py": "1\n",
            "src/pay.py": "1\n",
        },
    )
    shop = COMPONENT % ("web", "sales", "consumesApis: [pay-api]")
    write(web, {"catalog-info.yaml": f"{SALES}---\n{shop}"})
    for repository in (pay, web):
        git(repository, "init", "-q", "-b", "main")
        git(repository, "add", "-A")
        git(repository, "commit", "-qm", "first")
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"catalogsite.yaml": "sources: [{kind: folder, path: repos/*}]\n"})
    assert main(["collect", "-q"]) == 0
    git(pay, "checkout", "-qb", "feature")
    return pay


def impact(capsys, *arguments):
    capsys.readouterr()
    code = main(["impact", "--git", "main", "repos/pay", *arguments])
    return code, capsys.readouterr()


def found(capsys):
    code, printed = impact(capsys, "--format", "json")
    assert code == 0, printed.err
    return json.loads(printed.out)


def touched(answer):
    return {one["ref"]: one["why"] for one in answer["touched"]}


def test_a_file_belongs_to_the_component_of_the_nearest_descriptor(company, capsys):
    write(company, {"jobs/run.py": "2\n", "jobs/new.py": "1\n"})
    git(company, "add", "jobs/run.py")
    git(company, "commit", "-qm", "second")
    answer = found(capsys)
    assert touched(answer) == {"component:default/jobs": ["files"]}
    # One file is committed, and one is new.
    assert answer["touched"][0]["some"] == ["jobs/new.py", "jobs/run.py"]
    assert answer["dependents"] == []


def test_the_rest_of_the_company_is_that_of_the_last_snapshot(company, capsys):
    write(company, {"src/pay.py": "2\n"})
    answer = found(capsys)
    assert touched(answer) == {"component:default/pay": ["files"]}
    assert [(one["distance"], one["ref"], one["via"]) for one in answer["dependents"]] == [
        (1, "api:default/pay-api", "component:default/pay"),
        (1, "component:default/jobs", "component:default/pay"),
        (2, "component:default/web", "api:default/pay-api"),
    ]
    assert [(one["owner"], one["contacts"]) for one in answer["owners"]] == [
        ("group:default/money", ["money@acme.example"]),
        ("group:default/sales", ["sales@acme.example"]),
    ]


def test_another_definition_touches_the_api_and_not_what_main_did_since(company, capsys):
    write(company, {"api.yaml": "openapi: 3.1.1\n"})
    git(company, "commit", "-qam", "second")
    git(company, "checkout", "-q", "main")
    write(company, {"jobs/run.py": "3\n"})
    git(company, "commit", "-qam", "later")
    git(company, "checkout", "-q", "feature")
    assert touched(found(capsys)) == {
        "api:default/pay-api": ["definition"],
        "component:default/pay": ["files"],
    }


def test_what_is_removed_is_missed_by_those_who_need_it(company, capsys):
    text = (company / "catalog-info.yaml").read_text("utf-8")
    write(company, {"catalog-info.yaml": text.replace(f"---\n{API}", "")})
    answer = found(capsys)
    assert touched(answer)["api:default/pay-api"] == ["removed"]
    assert "component:default/web" in [one["ref"] for one in answer["dependents"]]


def test_text_and_markdown_say_who_must_know(company, capsys):
    write(company, {"src/pay.py": "2\n", "`x`|<b>@ann.md": "1\n"})
    code, printed = impact(capsys)
    assert code == 0
    lines = printed.out.splitlines()
    assert lines[1:3] == [
        "  component:default/pay: 2 changed files",
        "3 entities of 2 owners; who must know:",
    ]
    code, printed = impact(capsys, "--format", "markdown")
    assert printed.out == (
        "**Impact:** 3 entities of 2 owners need what changed here\n\n"
        "**Changed here** (1)\n\n- `component:default/pay`: 2 changed files\n\n"
        "**Who must know** (2)\n\n"
        "- `group:default/money`: 2 entities, `money@acme.example`\n"
        "- `group:default/sales`: 1 entity, `sales@acme.example`\n\n"
        "**What needs it** (3)\n\n"
        "- `api:default/pay-api` `apiProvidedBy` `component:default/pay`\n"
        "- `component:default/jobs` `dependsOn` `component:default/pay`\n"
        "- `component:default/web` `consumesApi` `api:default/pay-api`\n\n"
        "<!-- catalogsite impact -->\n"
    )


def test_without_a_snapshot_it_says_that_only_the_folder_is_known(company, capsys, tmp_path):
    (tmp_path / ".catalogsite/snapshot.json").unlink()
    write(company, {"src/pay.py": "2\n"})
    code, printed = impact(capsys)
    assert (code, "name a --snapshot" in printed.err) == (0, True)
    assert "component:default/jobs" in printed.out
    assert "component:default/web" not in printed.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--git", "nowhere", "repos/pay"], 1, ["no commit `nowhere`", "fix: fetch it first"]),
        (["--git", "main", "."], 1, ["the folder is in no git repository"]),
        (["--git", "main", "missing"], 2, ["there is no folder 'missing'"]),
        (["--git", "main", "repos/pay", "--depth", "1"], 2, ["--depth and --edges go with a REF"]),
        ([], 2, ["name an entity, or a branch with `--git BASE`"]),
        (["pay", "--format", "markdown"], 2, ["go with `--git BASE`"]),
        (["--git", "lonely", "repos/pay"], 1, ["have no common one", "fetch-depth: 0"]),
    ],
)
def test_mistakes(company, capsys, arguments, code, said):
    git(company, "checkout", "-q", "--orphan", "lonely")
    git(company, "commit", "-qm", "alone")
    git(company, "checkout", "-q", "feature")
    assert main(["impact", *arguments]) == code
    err = " ".join(capsys.readouterr().err.split())
    assert [piece for piece in said if piece not in err] == []


def test_a_comment_is_never_longer_than_a_host_takes(company, capsys):
    from catalogsite.commands.graph.changed import LIMIT, ChangeImpact
    from catalogsite.commands.graph.impact import ImpactOwner, ImpactRow

    row = ImpactRow(distance=1, ref="x" * 300, via="y" * 300, relation="needs", inferred=False,
                    owner="")  # fmt: skip
    owner = ImpactOwner(owner="z" * 300, entities=1, contacts=("w" * 300,))
    answer = ChangeImpact(base="main", merge_base="0" * 40, files=1, others=0, touched=(),
                          dependents=(row,) * 999, owners=(owner,) * 999, whole=True)  # fmt: skip
    text = change_impact_markdown(answer)
    assert len(text.encode()) <= LIMIT
    assert "- and " in text
