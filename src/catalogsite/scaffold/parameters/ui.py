"""What the `ui:*` keys of a property say about its question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_HIDDEN = "hidden"


def ui_options(property_: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a field: those of `ui:options`, and each `ui:name` as `name`."""
    stated = property_.get("ui:options")
    direct = {
        key.removeprefix("ui:"): value
        for key, value in property_.items()
        if key.startswith("ui:") and key != "ui:options"
    }
    return {**direct, **(stated if isinstance(stated, Mapping) else {})}


def custom_field(property_: Mapping[str, Any]) -> str:
    """The name of the field of Backstage that asks for the value, such as `OwnerPicker`."""
    return _text(ui_options(property_).get("field"))


def widget(property_: Mapping[str, Any]) -> str:
    """The widget that the author chose, such as `textarea`; empty where the type decides."""
    return _text(ui_options(property_).get("widget"))


def is_secret(property_: Mapping[str, Any]) -> bool:
    """Whether the value of a property is one that Backstage's form hides."""
    return custom_field(property_) == "Secret" or widget(property_) == "password"


def is_asked(property_: Mapping[str, Any]) -> bool:
    """Whether a form asks for the value: not where it is hidden, fixed or only explains."""
    if "const" in property_ or property_.get("type") == "null" or property_.get("readOnly") is True:
        return False
    options = ui_options(property_)
    if options.get("readonly") is True or options.get("disabled") is True:
        return False
    return widget(property_) != _HIDDEN


def type_of(property_: Mapping[str, Any]) -> str:
    """The type of the value; the first that is not null where there are several."""
    stated = property_.get("type")
    names = stated if isinstance(stated, list) else [stated]
    named = next((name for name in names if isinstance(name, str) and name != "null"), None)
    if named is not None:
        return named
    if isinstance(property_.get("properties"), Mapping):
        return "object"
    if "items" in property_:
        return "array"
    return _type_of_choices(property_)


def _type_of_choices(property_: Mapping[str, Any]) -> str:
    choices = property_.get("enum")
    examples = [*(choices if isinstance(choices, list) else ()), property_.get("default")]
    for example in examples:
        if example is not None:
            return _TYPES.get(type(example), "string")
    return "string"


_TYPES: Mapping[type, str] = {
    bool: "boolean", int: "integer", float: "number", list: "array", dict: "object",
}  # fmt: skip


def in_order(names: list[str], schema: Mapping[str, Any]) -> list[str]:
    """The names of properties in the order of `ui:order`, in which `*` stands for all others."""
    order = ui_options(schema).get("order")
    if not isinstance(order, list):
        return names
    first = [name for name in order if name in names]
    others = [name for name in names if name not in first]
    if "*" not in order:
        return first + others
    at = sum(name in first for name in order[: order.index("*")])
    return first[:at] + others + first[at:]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
