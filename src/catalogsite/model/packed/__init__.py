"""Parts of a snapshot as JSON texts: what is decoded needs five times the memory, and few need all of it."""
