"""The collector of Datadog: monitors, service level objectives and service definitions."""
