"""The processes that make and write the outputs of a site, and what each of them makes."""
