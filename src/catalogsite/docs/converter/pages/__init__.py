"""One page of a documentation: converted within its limits, and kept until something changes."""
