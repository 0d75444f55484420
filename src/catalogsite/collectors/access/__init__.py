"""Whose a token is, and what it may not read, for `doctor`: shared by the collectors of one provider."""
