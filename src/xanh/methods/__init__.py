"""The formulas: pure functions with their clause or DOI. A library: no web, no records."""
