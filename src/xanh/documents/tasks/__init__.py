"""Tasks: rows of appendix tables, labelled blocks of the body, and their periods."""
