"""View models of the pages about all teams together: what is in production, and who is on call."""
