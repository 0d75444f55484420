"""Who provides and who consumes an API: its contract compared with the configuration of others."""
