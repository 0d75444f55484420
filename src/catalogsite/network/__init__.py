"""HTTP: connections, retry policy, cache of responses, and redaction of credentials."""
