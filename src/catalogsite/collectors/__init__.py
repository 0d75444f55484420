"""Collectors: the built-in ones by what they report, and the protocol of all of them."""
