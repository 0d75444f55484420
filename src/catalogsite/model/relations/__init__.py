"""The types of relations, and what each of them means."""
