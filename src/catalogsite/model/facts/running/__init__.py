"""The kinds of facts about what runs: deployments, monitors, service levels and errors."""
