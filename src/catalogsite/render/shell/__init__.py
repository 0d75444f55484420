"""The built HTML of an empty page, its slots, and filling them."""
