"""A bill of materials as SPDX 2.3, in JSON or as tags and values."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from license_expression import ExpressionError, LicenseExpression, get_spdx_licensing
from spdx_tools.spdx.model.actor import Actor, ActorType
from spdx_tools.spdx.model.document import CreationInfo, Document
from spdx_tools.spdx.model.package import (
    ExternalPackageRef,
    ExternalPackageRefCategory,
    Package,
    PackagePurpose,
)
from spdx_tools.spdx.model.relationship import Relationship, RelationshipType
from spdx_tools.spdx.model.spdx_no_assertion import SpdxNoAssertion
from spdx_tools.spdx.writer.json import json_writer
from spdx_tools.spdx.writer.tagvalue import tagvalue_writer

from catalogsite import __version__
from catalogsite.commands.sbom.bill import Bill, BillComponent, BillPackage
from catalogsite.model.facts.packages import Scope

_DOCUMENT = "SPDXRef-DOCUMENT"
_LATE: dict[Scope, RelationshipType] = {
    "build": RelationshipType.BUILD_DEPENDENCY_OF,
    "test": RelationshipType.TEST_DEPENDENCY_OF,
}


def spdx_text(bill: Bill, *, tags: bool) -> str:
    """The bill as a document that ends in a line break; the same bill gives the same text."""
    text, document = io.StringIO(), _document(bill)
    # Whether the document is valid is what our tests ask; here it would take longer than the rest.
    write = tagvalue_writer if tags else json_writer
    write.write_document_to_stream(document, text, validate=False, drop_duplicates=False)
    return f"{text.getvalue().rstrip()}\n"


def _document(bill: Bill) -> Document:
    ids = {one.ref: f"SPDXRef-Component-{at}" for at, one in enumerate(bill.components)}
    ids |= {one.purl: f"SPDXRef-Package-{at}" for at, one in enumerate(bill.packages)}
    created = bill.created.replace(microsecond=0, tzinfo=None)
    return Document(
        creation_info=CreationInfo(
            spdx_version="SPDX-2.3",
            spdx_id=_DOCUMENT,
            name=bill.title,
            document_namespace=f"urn:uuid:{bill.id}",
            creators=[Actor(ActorType.TOOL, f"catalogsite-{__version__}")],
            created=created,
        ),
        packages=[
            *(_component(one, ids[one.ref]) for one in bill.components),
            *(_package(one, ids[one.purl]) for one in bill.packages),
        ],
        relationships=list(_relationships(bill, ids)),
    )


def _component(one: BillComponent, spdx_id: str) -> Package:
    library = one.type == "library"
    return Package(
        spdx_id=spdx_id,
        name=one.title,
        download_location=SpdxNoAssertion(),
        files_analyzed=False,
        comment=f"entity {one.ref}",
        primary_package_purpose=PackagePurpose.LIBRARY if library else PackagePurpose.APPLICATION,
    )


def _package(one: BillPackage, spdx_id: str) -> Package:
    image = one.purl.startswith("pkg:docker/")
    reference = ExternalPackageRef(ExternalPackageRefCategory.PACKAGE_MANAGER, "purl", one.purl)
    return Package(
        spdx_id=spdx_id,
        name=one.name,
        version=one.version or None,
        download_location=SpdxNoAssertion(),
        files_analyzed=False,
        license_declared=_license(one),
        external_references=[reference],
        comment=_comment(one),
        primary_package_purpose=PackagePurpose.CONTAINER if image else PackagePurpose.LIBRARY,
    )


def _license(one: BillPackage) -> LicenseExpression | SpdxNoAssertion:
    """The licence, where it is one of SPDX: other words would have to be quoted as a text of their own."""
    if len(one.licenses) != 1:
        return SpdxNoAssertion()
    try:
        parsed: LicenseExpression = get_spdx_licensing().parse(one.licenses[0], validate=True)
    except ExpressionError:
        return SpdxNoAssertion()
    return parsed


def _comment(one: BillPackage) -> str:
    places = (
        ":".join(filter(None, (f"{place.repository}/{place.file}", str(place.line or ""))))
        for place in one.places
    )
    lines = [f"named in {', '.join(places)}"]
    if one.requirements:
        lines.append(f"asked for as {', '.join(one.requirements)}")
    if one.licenses:
        lines.append(f"licence as stated: {', '.join(one.licenses)}")
    # The format of tags and values has its own word for the end of a text.
    return re.sub(r"</?text>", "", "; ".join(lines))


def _relationships(bill: Bill, ids: dict[str, str]) -> Iterator[Relationship]:
    for ref in bill.subjects:
        yield Relationship(_DOCUMENT, RelationshipType.DESCRIBES, ids[ref])
    for one in bill.components:
        for ref in one.needs:
            yield Relationship(ids[one.ref], RelationshipType.DEPENDS_ON, ids[ref])
        for purl, scope in one.packages:
            if scope in _LATE:
                yield Relationship(ids[purl], _LATE[scope], ids[one.ref])
            else:
                yield Relationship(ids[one.ref], RelationshipType.DEPENDS_ON, ids[purl])
