"""What a team owns: the failing and alerting first, then what scores least."""

from __future__ import annotations

from tests.render import acme

from catalogsite.model.entity import EntityData, ref_of
from catalogsite.render.views.owned import ROWS, Owned, owned, ownership


def _team(*refs: str) -> EntityData:
    relations = [{"type": "ownerOf", "targetRef": ref} for ref in refs]
    return {"kind": "Group", "metadata": {"name": "all"}, "relations": relations}


def _shown(*refs: str) -> list[tuple[str, str | None, int | None]]:
    found: tuple[Owned, ...] = owned(acme.portal(), _team(*refs))
    return [
        (one.ref.split("/")[1], one.state.word if one.state else None, one.score) for one in found
    ]


def test_trouble_comes_first_and_the_lowest_score_next() -> None:
    refs = [f"component:default/{name}" for name in ("mailer", "refunds", "payments", "ledger")]
    assert _shown(*refs) == [
        ("ledger", "failing", 50),
        ("payments", "alert", 100),
        ("mailer", "passing", None),
        ("refunds", None, None),
    ]


def test_what_is_not_in_the_catalog_is_left_out() -> None:
    assert _shown("component:default/nowhere") == []


def test_the_rest_is_counted_by_kind_and_type() -> None:
    portal = acme.portal()
    team = _team(*map(ref_of, acme.snapshot().entities))
    assert len(owned(portal, team)) == ROWS
    assert sum(one.count for one in ownership(portal, "group:default/all", team)) == len(
        portal.links
    )


def test_many_types_are_counted_by_kind() -> None:
    kinds = [acme.entity("Component", f"part-{n}", {"type": f"type-{n}"}) for n in range(9)]
    refs = [ref_of(one) for one in kinds]
    portal = acme.portal(acme.snapshot().model_copy(update={"entities": tuple(kinds)}))
    few = ownership(portal, "group:default/all", _team(*refs[:8]))
    many = ownership(portal, "group:default/all", _team(*refs))
    assert [one.title for one in few] == [f"Component · type-{n}" for n in range(8)]
    assert [(one.title, one.count) for one in many] == [("Components", 9)]
