"""What authors of dangling references probably meant: titles, mail addresses, logins, similar names."""

from __future__ import annotations

import pytest

from catalogsite.catalog.joining.known_entities import NO_OTHER_ENTITIES, KnownEntities
from catalogsite.catalog.joining.stitching import stitch
from catalogsite.catalog.reading import ReadEntity
from catalogsite.model.entity import EntityData, Origin, ref_of


def _entity(kind: str, name: str, namespace: str = "default", **parts: object) -> EntityData:
    spec = parts.pop("spec", {})
    metadata = {"name": name, "namespace": namespace, **parts}
    return {"apiVersion": "v", "kind": kind, "metadata": metadata, "spec": spec}


def _user(name: str, **profile: str) -> EntityData:
    return _entity("User", name, spec={"profile": profile})


_CATALOG = [
    _entity("Group", "root-unit", title="Root 🌳"),
    _entity("Group", "pay", title="Zahlungen & Rückgaben"),
    _entity("Group", "billing", annotations={"github.com/team-slug": "acme/money-team"}),
    _entity("Group", "leaf-team"),
    _entity("Group", "design", spec={"profile": {"displayName": "Design Guild"}}),
    _entity("Group", "ops-a", title="Operations"),
    _entity("Group", "ops-b", title="Operations"),
    _entity("Group", "mobile", title="Mobile", spec={"profile": {"email": "mobile@example.org"}}),
    _entity("Group", "far", "other", title="Far Team"),
    _user("ann", email="ann@example.org", displayName="Ann Lee"),
    _user("bob.ray", displayName="Bob Ray"),
    _entity("User", "cy", annotations={"github.com/user-login": "cyborg"}),
    _entity("User", "di", annotations={"microsoft.com/email": "Di@Example.org"}),
    _entity("System", "shop", title="Web Shop"),
    _entity("Domain", "sales", title="Sales & Marketing"),
    _entity("Component", "cart", title="Shopping Cart"),
    _entity("API", "cart-api", title="Cart"),
]


def _fix(owner: EntityData, around: KnownEntities = NO_OTHER_ENTITIES) -> tuple[str | None, ...]:
    origin = Origin(repository="own", file="catalog-info.yaml", line=1)
    every = [owner, *(() if around.entities else _CATALOG)]
    read = {ref_of(one): ReadEntity(data=one, origin=origin) for one in every}
    _, problems = stitch(read, around=around)
    return tuple(one.fix for one in problems if one.rule == "dangling-reference")


def _whose(suggestion: str, what: str) -> str:
    return f"write `{suggestion}`, whose {what} this is: a reference is made of the name"


@pytest.mark.parametrize(
    ("kind", "field", "text", "fix"),
    [
        ("Component", "owner", "Root 🌳", _whose("root-unit", "title")),
        ("Component", "owner", "root 🌳 ", _whose("root-unit", "title")),
        ("Component", "owner", "group:Root 🌳", _whose("group:root-unit", "title")),
        ("Component", "owner", "group:default/Root 🌳", _whose("group:default/root-unit", "title")),
        ("Component", "owner", "Root", _whose("root-unit", "title")),
        ("Component", "owner", "Zahlungen & Ruckgaben", _whose("pay", "title")),
        ("Component", "owner", "Design Guild", _whose("design", "title")),
        ("Component", "owner", "design-guild", _whose("design", "title")),
        ("Component", "owner", "ann@example.org", _whose("user:ann", "mail address")),
        ("Component", "owner", "ANN@example.org", _whose("user:ann", "mail address")),
        ("Component", "owner", "user:ann@example.org", _whose("user:ann", "mail address")),
        ("Component", "owner", "mobile@example.org", _whose("mobile", "mail address")),
        ("Component", "owner", "di@example.org", _whose("user:di", "mail address")),
        ("Component", "owner", "bob.ray@example.org", "did you mean `user:bob.ray`?"),
        ("Component", "owner", "Ann Lee", _whose("user:ann", "title")),
        ("Component", "owner", "cyborg", _whose("user:cy", "login")),
        ("Component", "owner", "@cyborg", _whose("user:cy", "login")),
        ("Component", "owner", "acme/money-team", _whose("default/billing", "GitHub team")),
        ("Component", "owner", "@acme/money-team", _whose("default/billing", "GitHub team")),
        ("Component", "owner", "@org/leaf-team", "did you mean `default/leaf-team`?"),
        ("Component", "owner", "Far Team", _whose("other/far", "title")),
        ("Component", "owner", "leaf-teem", "did you mean `leaf-team`?"),
        ("Component", "owner", "group:other/Far Team", _whose("group:other/far", "title")),
        ("Component", "owner", "group:default/leaf-teem",
         "did you mean `group:default/leaf-team`?"),
        ("Component", "owner", "group:acme/leaf-team", "did you mean `group:default/leaf-team`?"),
        ("Component", "owner", "group:acme/leaf-teem",
         "correct the reference, or add a descriptor for group:acme/leaf-teem"),
        ("Component", "owner", "group:acme/mobile",
         "did you mean `group:default/mobile`?"),
        ("Component", "owner", "acme/design-guild",
         "correct the reference, or add a descriptor for group:acme/design-guild"),
        ("Component", "owner", "user:acme/Ann Lee",
         "correct the reference, or add a descriptor for user:acme/ann lee"),
        ("Component", "owner", "user:acme/ann@example.org",
         _whose("user:default/ann", "mail address")),
        ("Component", "owner", "Operations",
         "correct the reference, or add a descriptor for group:default/operations"),
        ("Component", "owner", "Web Shop",
         "correct the reference, or add a descriptor for group:default/web shop"),
        ("Component", "owner", "nobody@example.org",
         "correct the reference, or add a descriptor for group:default/nobody@example.org"),
        ("Component", "system", "Web Shop", _whose("shop", "title")),
        ("System", "domain", "sales & marketing", _whose("sales", "title")),
        ("Component", "subcomponentOf", "Shopping Cart", _whose("cart", "title")),
        ("Component", "providesApis", ["Cart"], _whose("cart-api", "title")),
        ("Component", "dependsOn", ["component:Shopping Cart"], _whose("component:cart", "title")),
        ("Group", "parent", "Root 🌳", _whose("root-unit", "title")),
        ("Group", "children", ["Design Guild"], _whose("design", "title")),
        ("Group", "members", ["ann@example.org"], _whose("ann", "mail address")),
        ("Group", "members", ["Bob Ray"], _whose("bob.ray", "title")),
        ("User", "memberOf", ["Mobile App"],
         "correct the reference, or add a descriptor for group:default/mobile app"),
        ("User", "memberOf", ["Operations", "Root 🌳"], None),
    ],
)  # fmt: skip
def test_the_name_is_suggested(kind: str, field: str, text: object, fix: str | None) -> None:
    found = _fix(_entity(kind, "new", spec={field: text}))
    if fix is None:
        assert found[1:] == (_whose("root-unit", "title"),)
    else:
        assert found == (fix,)


def test_titles_of_the_rest_of_the_catalog_are_known() -> None:
    origin = Origin(repository="other", file="catalog-info.yaml", line=1)
    others = {ref_of(one): ReadEntity(data=one, origin=origin) for one in _CATALOG}
    owned = _entity("Component", "new", spec={"owner": "ann@example.org"})
    for whole in (True, False):
        expected = (_whose("user:ann", "mail address"),)
        assert _fix(owned, KnownEntities(others, whole=whole)) == expected


@pytest.mark.parametrize(
    ("entity", "fix"),
    [
        (_entity("Component", "mailer", spec={"dependsOn": ["component:mailer-2"]}), None),
        (_entity("Component", "mailer", spec={"subcomponentOf": "mailers"}), None),
        (_entity("Component", "post", title="Mail", spec={"subcomponentOf": "Mail"}), None),
        (_entity("Group", "leaf-teams", spec={"parent": "leaf-teamz"}), "did you mean `leaf-team`?"),
    ],
)  # fmt: skip
def test_an_entity_does_not_mean_itself(entity: EntityData, fix: str | None) -> None:
    (found,) = _fix(entity)
    assert found == fix if fix else str(found).startswith("correct the reference")
