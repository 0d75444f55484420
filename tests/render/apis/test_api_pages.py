"""Pages of APIs hold against hostile texts, stay small, and lead to each other."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from tests.render.apis.reading import REF, Reading, case, index_of, made, pages_of
from tests.render.apis.test_api_cases import FORMATS

from catalogsite.model.api.api import ApiModel
from catalogsite.model.page import Asset, Page
from catalogsite.model.read_log import ReadLog
from catalogsite.render.page_outputs import entity_outputs
from catalogsite.render.templates import Templates
from catalogsite.site.templates import TemplateFolders

TOP = "catalog/default/api/payments-v2/"
BUDGET = 300_000
PAYLOAD = (
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)>[a](javascript:alert(1)){{ 7*7 }}\x00"
)
_KEPT = {"format", "kind", "where", "choice"}


def _hostile(value: Any, key: str = "") -> Any:
    """The value with a payload in every text that is not of a closed list, and references as they were."""
    if isinstance(value, dict):
        return {name: _hostile(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_hostile(one, key) for one in value]
    return value + PAYLOAD if isinstance(value, str) and key not in _KEPT else value


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_that_strangers_write_becomes_code(name: str) -> None:
    model = ApiModel.model_validate(_hostile(case(name).model_dump(mode="json")))
    text = f"{PAYLOAD}\n" * 30
    pages = pages_of(model, dict.fromkeys(model.files, text), type_=name)
    assert len(pages) >= 3
    for path, body in pages.items():
        read = Reading(body)
        assert not read.open, path
        for tag, values in read.elements:
            if (values.get("src") or "").endswith("../assets/catalogsite/apis/interactive.js"):
                continue
            assert tag not in {"script", "iframe", "style"}, path
            # Of images there are the badges on the page of the entity.
            assert tag != "img" or "/badges/" in (values.get("src") or ""), path
            assert not any(one.startswith("on") for one in values), path
            address = (values.get("href") or "").strip().lower()
            assert not address.startswith(("javascript:", "data:")), path


def _large(operations: int, types: int) -> ApiModel:
    words = "Words that say at some length what it is. " * 3
    fields = [
        {"name": f"field{n}", "type": [["Type1", "type-1"]], "description": words}
        for n in range(12)
    ]
    return ApiModel.model_validate(
        {
            "format": "openapi",
            "files": ["a.yaml"],
            "groups": [{"name": f"Group {n}"} for n in range(9)],
            "operations": [
                {
                    "id": f"operation-{n}",
                    "kind": "request",
                    "method": "get",
                    "path": f"/things/{n}/{{id}}",
                    "summary": words,
                    "groups": [f"Group {n % 9}"],
                    "place": {"file": 0, "line": n + 1},
                    "responses": [
                        {
                            "status": "200",
                            "contents": [{"type": [["T", f"type-{n % types}"]], "fields": fields}],
                        }
                    ],
                }
                for n in range(operations)
            ],
            "types": [
                {
                    "id": f"type-{n}",
                    "name": f"Type{n}",
                    "fields": fields,
                    "used_by": [f"operation-{n}"],
                }
                for n in range(types)
            ],
        }
    )


@pytest.mark.parametrize(("operations", "types"), [(3, 3), (40, 20), (600, 700)])
def test_pages_stay_small_and_every_link_has_its_target(operations: int, types: int) -> None:
    pages = pages_of(_large(operations, types), {"a.yaml": "x: y\n" * 5000})
    read = {path: Reading(body) for path, body in pages.items()}
    sizes = {path: len(body) for path, body in pages.items()}
    assert max(sizes.values()) < BUDGET, sizes
    targets = {path: set(one.ids) for path, one in read.items()}
    for path, one in read.items():
        assert len(one.ids) == len(targets[path]), f"an anchor twice on {path}"
        for link in one.links:
            found = urlsplit(urljoin(f"http://x/{path}", link))
            there = found.path.removeprefix("/")
            if there in targets and found.fragment and "source" not in there:
                assert unquote(found.fragment) in targets[there], f"{path}: {link}"
            elif there.startswith("api/source/"):
                assert there in targets, link
    # What somebody kept of a small reference leads on when it has become a large one.
    assert f"operation-{operations - 1}" in targets["api/"]


def test_a_single_operation_links_to_the_line_that_defines_it() -> None:
    pages = pages_of(_large(2500, 1), {"a.yaml": "x: y\n" * 5000})
    operation = next(
        body for path, body in pages.items() if 'id="operation-2400"' in body and path != "api/"
    )
    assert "source/3/#L2401" in operation
    assert 'id="L2401"' in pages["api/source/3/"]


def test_an_unknown_format_stays_a_text_with_numbered_lines() -> None:
    pages = pages_of(None, {"service.wsdl": "<definitions>\n  <types/>\n"}, type_="soap")
    assert sorted(pages) == ["", "api/source/"]
    assert "&lt;definitions&gt;" in pages["api/source/"]
    assert 'href="api/source/"' in pages[""]
    assert "Reference" not in Reading(pages["api/source/"]).text


def test_a_definition_that_the_store_lost_costs_its_pages_alone() -> None:
    from catalogsite.errors import StoreError

    index = index_of(case("trpc"), {"src/router.ts": "export {}"})

    def lost(digest: str) -> bytes:
        raise StoreError("gone", where=digest)

    index.read_blob = lost
    found = made(index)
    assert TOP in found
    assert f"{TOP}api/" not in found


def test_several_files_are_one_archive_that_stays_in_its_folder() -> None:
    files = {
        "proto/ledger.proto": 'syntax = "proto3";',
        "../../evil.proto": "x",
        "/etc/passwd": "y",
    }
    found = made(index_of(case("protobuf"), files))
    archive = found[f"{TOP}api/definition.zip"]
    assert isinstance(archive, Asset)
    with zipfile.ZipFile(io.BytesIO(archive.content)) as read:
        assert read.namelist() == ["proto/ledger.proto", "evil.proto", "etc/passwd"]
    again = made(index_of(case("protobuf"), files))[f"{TOP}api/definition.zip"]
    assert archive == again


def test_programs_read_the_operations_with_their_addresses() -> None:
    found = made(index_of(case("openapi"), {"api/openapi.yaml": "openapi: 3.1.0"}))
    whole = found["api/definitions/api/default/payments-v2.json"]
    assert isinstance(whole, Asset)
    value = json.loads(whole.content)
    assert value["operations"][0]["page"] == f"{TOP}api/#createPayment"
    assert value["types"][0]["fields"][0]["name"] == "amount"
    twin = found[f"{TOP}index.md"]
    assert isinstance(twin, Asset)
    assert "- [POST /customers/{customerId}/payments](api/#createPayment) `createPayment`: Create a payment" in twin.content.decode()  # fmt: skip
    reference = found[f"{TOP}api/index.md"]
    assert isinstance(reference, Asset)
    text = reference.content.decode()
    assert "### POST /customers/{customerId}/payments" in text
    assert "- `customerId` (path) string, required: Who pays." in text
    assert "- `token` string, required" in text


def test_a_reference_reads_nothing_that_changes_every_night() -> None:
    index = index_of(case("openapi"), {"api/openapi.yaml": "openapi: 3.1.0"})
    templates = Templates(TemplateFolders().environment())
    log = ReadLog()
    (group,) = (one for one in entity_outputs(index, templates) if one.at == f"{TOP}api/")
    assert len([one for one in group.make(log) if isinstance(one, Page)]) == 2
    read = {(name, item) for name, items in log.read() for item in items}
    assert {name for name, _ in read} == {"definition", "card"}
    assert {item for _, item in read} == {REF, "group:default/team-payments"}
