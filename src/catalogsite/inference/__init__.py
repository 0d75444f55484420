"""Facts that nobody wrote down, from manifests, CODEOWNERS and READMEs."""
