"""Entity references, the relations that they declare, and references to nothing."""
