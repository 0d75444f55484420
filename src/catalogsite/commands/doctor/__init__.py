"""`catalogsite doctor`: what is checked of an installation, a configuration, a state and providers."""
