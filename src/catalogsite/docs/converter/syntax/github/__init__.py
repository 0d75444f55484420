"""READMEs as their hosts show them: GitHub Flavored Markdown, ids of headings, emoji."""
