"""Which templates repositories were made from, and what is newer in those templates."""
