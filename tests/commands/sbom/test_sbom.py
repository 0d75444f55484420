"""Bills of materials: valid by the formats' own validators, complete, and the same every time."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from io import StringIO

import pytest
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation import make_schemabased_validator
from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
from spdx_tools.spdx.parser.tagvalue.parser import Parser
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from catalogsite.commands.sbom import BillFormat, bill_of, chosen, find_owner, write_bill
from catalogsite.errors import UnknownReferenceError, UserError
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.repository import Repository
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
HOSTILE = 'Shop\n"><script>\x00 </text>\nPackageName: evil\u2028'


def _entity(kind, name, *relations, **more):
    return {
        "kind": kind,
        "metadata": {"name": name, "namespace": "default", **more},
        "spec": {"type": "library" if name == "ui" else "service"},
        "relations": [{"type": word, "targetRef": ref} for word, ref in relations],
    }


def _index(**titles):
    crew, kit = "group:default/crew", "system:default/kit"
    entities = [
        _entity("Component", "shop", ("ownedBy", crew), ("dependsOn", "component:default/ui"),
                ("dependsOn", "resource:default/db"), ("dependsOn", "component:default/gone"), **titles),
        _entity("Component", "ui", ("ownedBy", crew)),
        _entity("Component", "web", ("dependsOn", "component:default/ui")),
        _entity("Group", "crew", ("ownerOf", "component:default/shop"), ("ownerOf", "component:default/ui")),
        _entity("Resource", "db"),
        _entity("System", "kit", ("hasPart", "component:default/ui"), ("hasPart", "resource:default/db")),
    ]  # fmt: skip
    packages = {
        "shop": {
            "runtime direct package.json": [
                "pkg:npm/react@18.2.0\t7\t^18\tMIT",
                "pkg:npm/%40acme/odd\t8\t>=1 <2 || <text>",
                "pkg:docker/dotnet/sdk@8.0?repository_url=mcr.microsoft.com\t1\t8.0",
            ],
            "test direct package.json": ["pkg:npm/tape@5.1.0\t9\t5.1.0\t(MIT OR Apache-2.0)"],
            "build direct package.json": ["pkg:npm/vite@5.0.0\t10\t\tSEE LICENSE IN \u0001file"],
        },
        "ui": {"runtime direct package.json": ["pkg:npm/react@18.2.0\t3\t18.2.0\tMIT"]},
        "web": {"runtime direct package.json": ["pkg:npm/react@19.1.0\t3\t^19\tMIT\u0007"]},
    }
    facts = [
        Fact(subject=f"component:default/{name}", key="packages", value=value,
             provenance=Provenance(source="test", time=NOW))
        for name, value in packages.items()
    ]  # fmt: skip
    origins = {f"component:default/{name}": {"repository": name} for name in packages}
    repositories = [Repository(id=name, name=name, source="git") for name in packages]
    assert kit
    return SnapshotIndex(
        Snapshot(
            version="1", created=NOW, title="Acme", entities=entities, facts=facts, origins=origins,
            repositories=repositories,
        )
    )  # fmt: skip


def _bill(index, ref=None, owner=None, title="Acme"):
    return bill_of(index, title, chosen(index, ref, owner))


def _short(refs):
    return [ref.rpartition("/")[2] for ref in refs]


@pytest.mark.parametrize(
    ("ref", "owner", "subjects", "others"),
    [
        ("component:default/shop", None, ["shop"], ["ui", "db"]),
        ("system:default/kit", None, ["ui"], []),
        ("group:default/crew", None, ["shop", "ui"], ["db"]),
        (None, "group:default/crew", ["shop", "ui"], ["db"]),
        (None, None, ["shop", "ui", "web"], ["db"]),
    ],
)
def test_what_a_bill_is_about(ref, owner, subjects, others):
    bill = _bill(_index(), ref, owner)
    assert _short(bill.subjects) == subjects
    assert _short(one.ref for one in bill.components) == [*subjects, *others]


def test_a_bill_of_nothing_is_refused():
    with pytest.raises(UserError, match="nothing to list"):
        chosen(_index(), "resource:default/db", None)


def test_the_name_of_a_team_alone_is_enough():
    assert find_owner(_index(), "crew") == "group:default/crew"
    with pytest.raises(UnknownReferenceError):
        find_owner(_index(), "nobody")


@pytest.mark.parametrize("title", ["Shop", HOSTILE])
@pytest.mark.parametrize("about", ["component:default/shop", None])
@pytest.mark.parametrize("form", [BillFormat.CYCLONEDX_JSON, BillFormat.CYCLONEDX_XML])
def test_cyclonedx_is_valid_by_its_own_schemas(form, about, title):
    text = write_bill(_bill(_index(title=title), about, title=title), form)
    output = OutputFormat.XML if form is BillFormat.CYCLONEDX_XML else OutputFormat.JSON
    validator = make_schemabased_validator(output, SchemaVersion.V1_6)
    assert validator.validate_str(text) is None


def _read_spdx(form, text):
    if form is BillFormat.SPDX_JSON:
        return JsonLikeDictParser().parse(json.loads(text))
    return Parser().parse(text)


@pytest.mark.parametrize("title", ["Shop", HOSTILE])
@pytest.mark.parametrize("about", ["component:default/shop", None])
@pytest.mark.parametrize("form", [BillFormat.SPDX_JSON, BillFormat.SPDX_TAG_VALUE])
def test_spdx_is_valid_by_its_own_validator(form, about, title):
    bill = _bill(_index(title=title), about, title=title)
    document = _read_spdx(form, write_bill(bill, form))
    assert [
        one.validation_message for one in validate_full_spdx_document(document, "SPDX-2.3")
    ] == []
    assert len(document.packages) == len(bill.components) + len(bill.packages)


@pytest.mark.parametrize("form", BillFormat)
def test_the_same_snapshot_gives_the_same_text_and_another_one_another_serial(form):
    first, again = (write_bill(_bill(_index()), form) for _ in range(2))
    assert first == again
    assert "2026-05-04T06:00:00" in first
    assert _bill(_index()).id != _bill(_index(title="Other")).id


def test_cyclonedx_has_the_graph_the_licences_and_the_evidence():
    found = json.loads(
        write_bill(_bill(_index(), "component:default/shop"), BillFormat.CYCLONEDX_JSON)
    )
    assert found["metadata"]["component"]["bom-ref"] == "component:default/shop"
    needs = {one["ref"]: one.get("dependsOn", []) for one in found["dependencies"]}
    assert needs["component:default/shop"] == [
        "component:default/ui",
        "pkg:docker/dotnet/sdk@8.0?repository_url=mcr.microsoft.com",
        "pkg:npm/%40acme/odd",
        "pkg:npm/react@18.2.0",
        "pkg:npm/tape@5.1.0",
        "pkg:npm/vite@5.0.0",
        "resource:default/db",
    ]
    by_ref = {one["bom-ref"]: one for one in found["components"]}
    react = by_ref["pkg:npm/react@18.2.0"]
    assert react["licenses"] == [{"license": {"id": "MIT"}}]
    (place,) = react["evidence"]["occurrences"]
    assert (place["location"], place["line"]) == ("shop/package.json", 7)
    assert (react["scope"], by_ref["pkg:npm/tape@5.1.0"]["scope"]) == ("required", "excluded")
    assert by_ref["pkg:npm/tape@5.1.0"]["licenses"] == [{"expression": "(MIT OR Apache-2.0)"}]
    assert by_ref["pkg:npm/%40acme/odd"]["group"] == "@acme"
    assert by_ref["component:default/ui"]["type"] == "library"


def test_spdx_says_what_is_only_needed_to_build_or_to_test():
    text = write_bill(_bill(_index(), "component:default/shop"), BillFormat.SPDX_TAG_VALUE)
    assert "SPDXRef-Package-4 BUILD_DEPENDENCY_OF SPDXRef-Component-0" in text
    assert "SPDXRef-Package-3 TEST_DEPENDENCY_OF SPDXRef-Component-0" in text
    assert "SPDXRef-Component-0 DEPENDS_ON SPDXRef-Package-2" in text
    assert "PackageLicenseDeclared: MIT" in text
    assert "named in shop/package.json:7; asked for as ^18" in text
    assert StringIO(text).readline() == "## Document Information\n"


@pytest.mark.parametrize(
    ("form", "module"),
    [(BillFormat.CYCLONEDX_JSON, "cyclonedx.output"), (BillFormat.SPDX_JSON, "spdx_tools.spdx.model.actor")],
)  # fmt: skip
def test_without_the_extra_one_line_names_it(form, module, monkeypatch):
    for name in ("cyclonedx", "spdx"):
        monkeypatch.delitem(sys.modules, f"catalogsite.commands.sbom.{name}", raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UserError, match="not installed") as caught:
        write_bill(_bill(_index()), form)
    assert caught.value.fix == "install them: pip install 'catalogsite[sbom]'"
