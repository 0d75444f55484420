"""A bill of materials as CycloneDX 1.6, in JSON or XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.model.license import License
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from catalogsite import __version__
from catalogsite.commands.sbom.bill import Bill, BillComponent, BillPackage

_ROOT = "catalog"
_TYPES = {"library": ComponentType.LIBRARY, "docker": ComponentType.CONTAINER}


def cyclonedx_text(bill: Bill, *, xml: bool) -> str:
    """The bill as a document that ends in a line break; the same bill gives the same text."""
    format_ = OutputFormat.XML if xml else OutputFormat.JSON
    outputter = make_outputter(_bom(bill), format_, SchemaVersion.V1_6)
    return f"{outputter.output_as_string(indent=2)}\n"


def _bom(bill: Bill) -> Bom:
    internal = {one.ref: _component(one) for one in bill.components}
    packages = {one.purl: _package(one) for one in bill.packages}
    only = bill.subjects[0] if len(bill.subjects) == 1 else None
    root = internal[only] if only else _catalog(bill)
    tool = Component(name="catalogsite", version=__version__, type=ComponentType.APPLICATION)
    metadata = BomMetaData(component=root, timestamp=bill.created, tools=None)
    metadata.tools.components.add(tool)
    bom = Bom(serial_number=bill.id, metadata=metadata)
    bom.components.update(one for ref, one in internal.items() if ref != only)
    bom.components.update(packages.values())
    for one in bill.components:
        targets = [internal[ref] for ref in one.needs]
        targets += [packages[purl] for purl in dict(one.packages)]
        bom.register_dependency(internal[one.ref], targets)
    if only is None:
        bom.register_dependency(root, [internal[ref] for ref in bill.subjects])
    return bom


def _catalog(bill: Bill) -> Component:
    return Component(name=bill.title, type=ComponentType.APPLICATION, bom_ref=_ROOT)


def _component(one: BillComponent) -> Component:
    return Component(
        name=one.title,
        type=_TYPES.get(one.type, ComponentType.APPLICATION),
        bom_ref=one.ref,
        properties=[Property(name="catalogsite:entity", value=one.ref)],
    )


def _package(one: BillPackage) -> Component:
    purl = PackageURL.from_string(one.purl)
    requirements = (Property(name="catalogsite:requirement", value=r) for r in one.requirements)
    return Component(
        name=purl.name,
        group=purl.namespace,
        version=one.version or None,
        type=_TYPES.get(purl.type, ComponentType.LIBRARY),
        bom_ref=one.purl,
        purl=purl,
        licenses=_licenses(one.licenses),
        scope=ComponentScope.REQUIRED if one.runtime else ComponentScope.EXCLUDED,
        evidence=ComponentEvidence(occurrences=_occurrences(one)),
        properties=requirements,
    )


def _licenses(names: Iterable[str]) -> list[License]:
    made = [LicenseFactory().make_from_string(name) for name in names]
    # The schema allows one expression, or names of licences, and not both.
    return made[:1] if len(made) > 1 and not all(hasattr(one, "name") for one in made) else made


def _occurrences(package: BillPackage) -> Iterator[Occurrence]:
    for at, place in enumerate(package.places):
        location = f"{place.repository}/{place.file}" if place.repository else place.file
        # Without a name of their own the library orders them by chance.
        name = f"{package.purl}:place-{at:02}"
        yield Occurrence(bom_ref=name, location=location, line=place.line or None)
