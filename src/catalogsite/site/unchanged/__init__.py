"""Whether a site is still the one that a build would make."""
