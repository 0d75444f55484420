"""The states of a payment and the moves between them."""

MOVES = {
    "authorised": {"captured", "cancelled"},
    "captured": {"refunded"},
    "cancelled": set(),
    "declined": set(),
    "refunded": set(),
}


def may_move(before: str, after: str) -> bool:
    """Whether a payment may go from one state to the other."""
    return after in MOVES[before]
