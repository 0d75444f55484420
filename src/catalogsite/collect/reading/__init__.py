"""Reads one repository: its descriptors, inferred component and documentation."""
