"""One catalog that several machines collect: each reads a share of the repositories, one joins them."""
