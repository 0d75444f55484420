"""Writes bills of materials: CycloneDX and SPDX."""

from __future__ import annotations

from enum import StrEnum

from catalogsite.commands.sbom.bill import Bill, bill_of, chosen, find_owner
from catalogsite.errors import UserError

__all__ = ["Bill", "BillFormat", "bill_of", "chosen", "find_owner", "write_bill"]


class BillFormat(StrEnum):
    """The formats of a bill of materials."""

    CYCLONEDX_JSON = "cyclonedx-json"
    CYCLONEDX_XML = "cyclonedx-xml"
    SPDX_JSON = "spdx-json"
    SPDX_TAG_VALUE = "spdx-tag-value"


def write_bill(bill: Bill, form: BillFormat) -> str:
    """The bill as text. Raises UserError without the extra `sbom`."""
    try:
        if form in {BillFormat.CYCLONEDX_JSON, BillFormat.CYCLONEDX_XML}:
            from catalogsite.commands.sbom.cyclonedx import cyclonedx_text

            return cyclonedx_text(bill, xml=form is BillFormat.CYCLONEDX_XML)
        from catalogsite.commands.sbom.spdx import spdx_text

        return spdx_text(bill, tags=form is BillFormat.SPDX_TAG_VALUE)
    except ModuleNotFoundError as error:
        raise UserError(
            "bills of materials need packages that are not installed",
            fix="install them: pip install 'catalogsite[sbom]'",
        ) from error
