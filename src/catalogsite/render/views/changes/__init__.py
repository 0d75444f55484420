"""View models of what changed from night to night."""
