"""From a snapshot to the files of the site; pure."""
