"""What the definition of an API says, whatever its format: operations, channels, messages and types."""
