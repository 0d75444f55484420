"""Groups of collections with the same keys, which have one digest for each key."""

from __future__ import annotations

CARD = "card"
"""What a link, a table row and a box of a diagram show of an entity."""
STANDING = "standing"
"""What a table row shows of the facts and the score of an entity."""
ABOUT = "about"
"""What only the outputs of the entity itself show."""
