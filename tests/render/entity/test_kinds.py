"""The names of kinds that are not Backstage's: as they are written, everywhere."""

from __future__ import annotations

import json
import re

import pytest
from tests.render import acme

from catalogsite.model.page import Asset, Page
from catalogsite.render.views.entity_link import kind_name


@pytest.mark.parametrize(
    ("kind", "one", "many"),
    [
        ("AIResource", "AIResource", "AIResources"),
        ("Policy", "Policy", "Policies"),
        ("Gateway", "Gateway", "Gateways"),
        ("Process", "Process", "Processes"),
        ("dataSet", "DataSet", "DataSets"),
        ("Batch", "Batch", "Batches"),
        ("MLModel", "MLModel", "MLModels"),
        ("api", "API", "APIs"),
        ("COMPONENT", "Component", "Components"),
    ],
)
def test_one_and_many(kind: str, one: str, many: str) -> None:
    assert (kind_name(kind), kind_name(kind, many=True)) == (one, many)


def test_a_kind_reads_the_same_on_every_page() -> None:
    system = acme.entity("System", "ai")
    models = [acme.entity("AIResource", name, {"owner": "web"}) for name in ("bert", "gpt")]
    for model in models:
        system["relations"].append(
            {"type": "hasPart", "targetRef": f"airesource:default/{model['metadata']['name']}"}
        )
    strange = acme.entity("airesource", "odd")
    catalog = acme.snapshot().model_copy(
        update={"entities": (system, *models, strange), "origins": {}}
    )
    content = list(acme.render_pages(catalog, acme.read_blob, {}))
    pages = {item.path: item for item in content if isinstance(item, Page)}
    assets = {item.path: item.content for item in content if isinstance(item, Asset)}
    assert "AIResources" in re.sub(r"<[^>]*>", "", pages[""].body)
    assert pages["catalog/index/airesource/"].title == "AIResources"
    model_page = pages["catalog/default/airesource/gpt/"]
    assert model_page.breadcrumbs[-1].title == "AIResources"
    assert [item.title for item in model_page.nav][-1] == "AIResources"
    assert "Has AIResources" in pages["catalog/default/system/ai/"].body
    table = json.loads(assets["assets/catalogsite/table.json"])
    assert ["airesource", "AIResource", "AIResources"] in table["kinds"]
    assert not [path for path, page in pages.items() if "Airesource" in page.body]
