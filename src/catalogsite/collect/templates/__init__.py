"""Templates of scaffolds: where they lie, who was made from them, and where they publish to."""
