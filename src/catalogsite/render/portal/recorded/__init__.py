"""The catalog as one output reads it, by subject: every question is answered, and recorded."""
