"""What goes out: spreadsheets, calendars, open formats. Reads the office, never writes it."""
