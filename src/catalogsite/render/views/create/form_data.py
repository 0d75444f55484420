"""What the browser gets of a template: its form, its steps and its files, as escaped JSON."""

from __future__ import annotations

import base64
from typing import Any

from catalogsite.model.page import Asset
from catalogsite.model.templates.launch import Launch
from catalogsite.model.urls import split_ref, template_path
from catalogsite.paths.wildcard import matches_any
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.create.command import program
from catalogsite.render.views.create.json_text import json_text
from catalogsite.render.views.create.pickers import with_choices
from catalogsite.render.views.create.template_source import SourceFile, TemplateSource
from catalogsite.render.views.entity_link import spec_of
from catalogsite.scaffold.engine.hosts import provider_hosts

SCHEMA = 1
"""Version of the format; raised when a reader of the old one would misread the new."""

_KEYS = ("parameters", "steps", "output", "presentation", "secrets")


def data_path(ref: str) -> str:
    """The file with what the browser needs of a template."""
    return f"{template_path(ref)}template.json"


def form_data(portal: Portal, source: TemplateSource) -> Asset:
    """The file of a template: see `docs/reference/urls.md`."""
    spec, metadata = spec_of(source.entity), source.entity["metadata"]
    stated = {key: spec[key] for key in _KEYS if spec.get(key) is not None}
    data = {
        "schema": SCHEMA,
        "ref": source.ref,
        "program": program(source.ref),
        "metadata": {key: metadata.get(key) for key in ("name", "namespace", "title")},
        "spec": {**stated, "parameters": with_choices(stated.get("parameters"))},
        "file": source.origin.path,
        "hosts": provider_hosts(stated.get("parameters")),
        "record": {
            "template": source.ref,
            "repository": source.origin.repository,
            "path": source.origin.path,
            "version": source.origin.version,
        },
        "complete": not source.reason,
        "reason": source.reason,
        "launches": [_launch(one) for one in portal.launches if is_for(one, source.ref)],
        "files": {path: _file(file) for path, file in source.files.items()},
    }
    return Asset(data_path(source.ref), json_text(data))


def is_for(launch: Launch, ref: str) -> bool:
    """Whether it is offered for the template of this reference."""
    _, namespace, name = split_ref(ref)
    return any(matches_any(one, launch.templates) for one in (name, f"{namespace}/{name}"))


def _launch(launch: Launch) -> dict[str, Any]:
    return {
        "kind": launch.kind,
        "url": launch.url,
        "title": launch.label,
        "fields": dict(launch.fields),
        "form": launch.form,
        "ref": launch.ref,
    }


def _file(file: SourceFile) -> Any:
    """A text, or an object with `base64`; an object also where the file is a program."""
    try:
        text = file.content.decode("utf-8")
    except UnicodeDecodeError:
        binary = base64.b64encode(file.content).decode("ascii")
        return {"base64": binary, **({"executable": True} if file.executable else {})}
    return {"text": text, "executable": True} if file.executable else text
