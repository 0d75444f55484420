"""The variable of the environment that holds the answer to a secret question."""

from __future__ import annotations

import re


def secret_variable(name: str) -> str:
    """`API_TOKEN` for `apiToken`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    variable = re.sub(r"\W+", "_", words, flags=re.ASCII).strip("_").upper()
    return variable if variable[:1].isalpha() else f"SECRET_{variable}".rstrip("_")
