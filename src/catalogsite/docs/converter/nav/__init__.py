"""The navigation of a converted documentation: its files, what is missing, and the order of pages."""
