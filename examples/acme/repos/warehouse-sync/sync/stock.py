"""Stock levels, from SOAP to rows."""


def changed(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """The levels that are new or other than before."""
    return {sku: level for sku, level in after.items() if before.get(sku) != level}
