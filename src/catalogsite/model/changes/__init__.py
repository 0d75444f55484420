"""What changed from night to night: events, and where entities and pages have moved to."""
