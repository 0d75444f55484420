"""Copier templates: their questions as a form, and the Template that stands for one. Copier alone runs them."""
