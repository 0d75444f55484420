"""The links of an entity's page to other places: icons, runbooks, and pages of tools."""
