"""The first half of the job: from sources to one catalog with its facts."""
