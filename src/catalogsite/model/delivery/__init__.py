"""How software is delivered: deployment frequency, lead time, change failure rate, time to restore."""
