"""Live pages: what stations measure, now and over the years."""
