"""A difference between two versions of an API, and what it means for those who use it."""

from __future__ import annotations

from enum import StrEnum

from catalogsite.model.api.types import Place
from catalogsite.model.value import Value


class Impact(StrEnum):
    """What a change means for consumers: it breaks them, it may break some of them, or neither."""

    BREAKING = "breaking"
    MAYBE = "maybe"
    SAFE = "safe"


class ApiChange(Value):
    """One difference. `rule` is its stable id (`operation-removed`), `message` one sentence.

    `subject` is the id of the operation, channel, message or type, in the new version, or in the old
    one where it is gone; `place` is there in the files of that version.
    """

    rule: str
    impact: Impact
    message: str
    subject: str = ""
    place: Place | None = None
