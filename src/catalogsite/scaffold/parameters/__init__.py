"""The parameters of a template: its form, the values that fit it, and those that are secret."""
