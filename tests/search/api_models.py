"""Models of APIs as large ones are, for tests and benchmarks of the search of their names."""

from __future__ import annotations

import random

from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.operations import Content, Operation, Parameter, Response
from catalogsite.model.api.types import Field, NamedType

THINGS = [
    "Payment",
    "Order",
    "Invoice",
    "Customer",
    "Shipment",
    "Ledger",
    "Refund",
    "Account",
    "Parcel",
    "Quote",
    "Session",
    "Basket",
    "Claim",
    "Policy",
    "Ticket",
    "Device",
    "Sensor",
    "Meter",
    "Route",
    "Driver",
    "Vehicle",
    "Tenant",
    "Lease",
    "Room",
    "Booking",
    "Guest",
    "Coupon",
    "Product",
    "Price",
    "Stock",
    "Supplier",
    "Warehouse",
    "Pallet",
    "Label",
    "Carrier",
    "Fee",
    "Tax",
    "Currency",
    "Wallet",
    "Card",
    "Mandate",
    "Dispute",
    "Payout",
    "Statement",
    "Balance",
    "Limit",
    "Alert",
    "Rule",
    "Case",
    "Note",
    "File",
    "Image",
    "Video",
    "Channel",
    "Message",
]
PARTS = [
    "id",
    "name",
    "status",
    "createdAt",
    "updatedAt",
    "amount",
    "currency",
    "reference",
    "description",
    "type",
    "state",
    "owner",
    "externalId",
    "startDate",
    "endDate",
    "count",
    "total",
    "version",
    "locale",
    "email",
    "phone",
    "address",
    "city",
    "country",
]
_VERBS = (("GET", "list"), ("POST", "create"), ("PUT", "replace"), ("DELETE", "remove"))


def large_model(seed: int, names: int = 200) -> ApiModel:
    """An API with about so many names: a tenth are operations, the others types and fields."""
    chance = random.Random(seed)
    nouns = chance.sample(THINGS, 12)
    types = [_type(chance, f"{nouns[at % 12]}{_suffix(at)}") for at in range(names // 12)]
    operations = [_operation(chance, types, at) for at in range(names // 10)]
    return ApiModel(
        format="openapi",
        format_version="3.1.0",
        title=f"{nouns[0]} API",
        operations=tuple(operations),
        types=tuple(types),
    )


def _suffix(at: int) -> str:
    return "" if at < 12 else ("Request", "Response", "Summary", "Page")[at // 12 % 4]


def _type(chance: random.Random, name: str) -> NamedType:
    own = [f"{chance.choice(THINGS).lower()}{part[:1].upper()}{part[1:]}" for part in PARTS[:5]]
    fields = [_field(part) for part in (*chance.sample(PARTS, 6), *own)]
    return NamedType(id=f"type-{name}", name=name, fields=tuple(fields), description="A thing.")


def _field(name: str) -> Field:
    return Field(name=name, type=(("string", ""),), description=f"The {name}.", required=True)


def _operation(chance: random.Random, types: list[NamedType], at: int) -> Operation:
    method, verb = _VERBS[at % 4]
    one = types[at % len(types)]
    content = Content(media_type="application/json", type=((one.name, one.id),))
    return Operation(
        id=f"operation-{verb}{one.name}",
        kind="request",
        method=method,
        path=f"/{one.name.lower()}s/{{{one.name[:1].lower()}{one.name[1:]}Id}}",
        name=f"{verb}{one.name}",
        summary=f"{verb.title()} one of many {one.name}",
        parameters=(Parameter(where="query", field=_field(chance.choice(PARTS))),),
        responses=(Response(status="200", contents=(content,)),),
    )
