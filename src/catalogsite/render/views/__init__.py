"""View models: what a template needs to show a page, as plain values."""
