"""The city's records, as Django apps: places, organisations, plans."""
