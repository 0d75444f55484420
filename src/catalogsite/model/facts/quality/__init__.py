"""The kinds of facts about the quality of code: gates, coverage, vulnerabilities and audits."""
