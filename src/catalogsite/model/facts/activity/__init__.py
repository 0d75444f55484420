"""The kinds of facts about what people do and look at: changes, releases, contributors, dashboards."""
