"""The pages of APIs: the reference of each, its source, and the list of all."""
