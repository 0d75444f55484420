"""`catalogsite new --update`: brings what changed in a template into a project that was made from it."""
