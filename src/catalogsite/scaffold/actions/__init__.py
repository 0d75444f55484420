"""The actions that the steps of a template name."""
