"""The explorer of the whole graph: where each entity lies, and the data that its page loads."""
