"""The files of a repository: in a folder, at a commit, in memory, or recorded for another machine."""
