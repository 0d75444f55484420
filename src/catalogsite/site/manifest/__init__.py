"""The build manifest: what each output was made from, and the files that it became."""
