"""People and teams in the formats that directories export: CSV with a header, and SCIM 2.0 (RFC 7643)."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any, NamedTuple

from catalogsite.collectors.organization import Person, Team, entity_name
from catalogsite.errors import SourceError

# By the key of `columns`: the headers of LDAP (csvde), Entra and Okta, in small letters without marks.
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "username", "login", "uid", "samaccountname", "userprincipalname", "cn"),
    "title": ("title", "displayname", "fullname"),
    "email": ("email", "mail", "emailaddress", "primaryemail"),
    "groups": ("groups", "memberof", "teams"),
    "parent": ("parent", "parentgroup"),
    "description": ("description",),
    "kind": ("kind", "objectclass", "objecttype"),
    "active": ("active", "accountenabled", "status", "enabled"),
}
_INACTIVE = frozenset({"false", "0", "no", "inactive", "disabled", "suspended", "deprovisioned"})
_COMMON_NAME = re.compile(r"cn=((?:[^,\\]|\\.)+)", re.IGNORECASE)
_USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"


class Organization(NamedTuple):
    """What was read so far, and why entries were skipped."""

    teams: list[Team]
    people: list[Person]
    skipped: list[str]


def read_csv(text: str, file: str, columns: Mapping[str, str], found: Organization) -> None:
    """Add the people of a table, and its teams: rows whose `kind` is `group`, and all that are named.

    Raises SourceError for a table without names.
    """
    unknown = sorted(set(columns) - set(_HEADERS))
    if unknown:
        fix = f"the keys are {', '.join(_HEADERS)}"
        raise SourceError(f"`columns` has no key `{unknown[0]}`", where=file, fix=fix)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    # A quote that is never closed would otherwise swallow the rest without a word.
    reader = csv.DictReader(StringIO(text), delimiter=delimiter, strict=True)
    try:
        place = _places(reader.fieldnames or (), columns)
        if "name" not in place:
            fix = "give the table a header, and name the column in `columns: {name: …}`"
            raise SourceError("no column has the names", where=file, fix=fix)
        for row in reader:
            values = {key: (row.get(header) or "").strip() for key, header in place.items()}
            _add_row(values, f"{file}:{reader.line_num}", found)
    except csv.Error as error:
        raise SourceError(f"not a table: {error}", where=file, fix="check its quotes") from None


def read_scim(text: str, file: str, found: Organization) -> None:
    """Add the users and groups of a SCIM list or array. Raises SourceError for anything else."""
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        raise SourceError("not JSON", where=file, fix="export it again") from None
    items = loaded.get("Resources") if isinstance(loaded, dict) else loaded
    if not isinstance(items, list):
        fix = "it must be a SCIM list, with `Resources`, or an array of users and groups"
        raise SourceError("holds no list of users and groups", where=file, fix=fix)
    stated = loaded.get("totalResults") if isinstance(loaded, dict) else None
    if isinstance(stated, int) and stated > len(items):
        what = f"holds {len(items)} of {stated} entries"
        raise SourceError(what, where=file, fix="export all pages, as an array or in several files")
    groups: dict[str, list[str]] = {}
    for group in (item for item in items if isinstance(item, dict)):
        for member in _objects(group, "members"):
            groups.setdefault(str(member.get("value")), []).append(_scim_name(group))
    for number, item in enumerate(items):
        if not isinstance(item, dict) or not _scim_name(item):
            found.skipped.append(f"{file}: `Resources[{number}]` has no name")
        elif _is_user(item):
            _add_scim_user(item, groups.get(str(item.get("id")), []), found)
        else:
            # A group that is a member of another one is below it.
            parent = next(iter(groups.get(str(item.get("id")), [])), None)
            found.teams.append(Team(_scim_name(item), _text(item, "displayName"), parent=parent))


def _places(headers: Any, columns: Mapping[str, str]) -> dict[str, str]:
    """The header of each key that the table has."""
    plain = {re.sub(r"[^a-z]", "", header.lower()): header for header in reversed(list(headers))}
    place = {
        key: plain[name]
        for key, names in _HEADERS.items()
        for name in reversed(names)
        if name in plain
    }
    return place | {key: header for key, header in columns.items() if header in headers}


def _add_row(values: Mapping[str, str], place: str, found: Organization) -> None:
    name = entity_name(values["name"])
    if not name:
        found.skipped.append(f"{place}: the row has no name")
        return
    if values.get("active", "").lower() in _INACTIVE:
        return
    groups = list(_groups(values.get("groups", "")))
    title = values.get("title") or None
    if "group" in values.get("kind", "").lower():
        parent = entity_name(values.get("parent", "")) or None
        description = values.get("description") or None
        found.teams.append(Team(name, title or values["name"], description, parent))
        return
    email = values.get("email") or (values["name"] if "@" in values["name"] else None)
    names = tuple(entity_name(group) for group in groups)
    found.people.append(Person(name, title, email, teams=names))
    # Of two with one name the first counts: a row of the group itself may say more.
    found.teams.extend(Team(entity_name(group), group) for group in groups if entity_name(group))


def _groups(text: str) -> Iterator[str]:
    """The names of groups: separated by `;` or `|`, as names or as LDAP's distinguished names."""
    for part in re.split(r"[;|]", text):
        common = _COMMON_NAME.match(part.strip())
        name = re.sub(r"\\(.)", r"\1", common[1]) if common else part
        if name.strip():
            yield name.strip()


def _is_user(item: Mapping[str, Any]) -> bool:
    return "userName" in item or _USER_SCHEMA in (item.get("schemas") or ())


def _scim_name(item: Mapping[str, Any]) -> str:
    return entity_name(_text(item, "userName" if _is_user(item) else "displayName") or "")


def _add_scim_user(item: Mapping[str, Any], groups: list[str], found: Organization) -> None:
    if item.get("active") is False:
        return
    emails = [_text(one, "value") for one in _objects(item, "emails")]
    photos = [_text(one, "value") for one in _objects(item, "photos")]
    name = item.get("name")
    formatted = _text(name, "formatted") if isinstance(name, dict) else None
    stated = [_text(one, "display") for one in _objects(item, "groups")]
    found.teams.extend(Team(entity_name(group), group) for group in stated if group)
    teams = (*groups, *(entity_name(group) for group in stated if group))
    found.people.append(
        Person(
            _scim_name(item),
            _text(item, "displayName") or formatted,
            next(filter(None, emails), None),
            next(filter(None, photos), None),
            teams=teams,
        )
    )


def _objects(item: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    listed = item.get(key)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _text(item: Mapping[str, Any], key: str) -> str | None:
    found = item.get(key)
    return found.strip() or None if isinstance(found, str) else None
