"""Reads, checks and keeps measured series. A library: no web, no database of records."""
