"""View models of the create pages: templates, their forms, files, steps and commands."""
