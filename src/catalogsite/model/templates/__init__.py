"""Templates of scaffolds, and the ways of a company to run them."""
