"""Targets: the numbers that sentences and tables set."""
