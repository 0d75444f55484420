"""The frozen values that all rooms exchange."""
