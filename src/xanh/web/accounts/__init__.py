"""Sign-in, one's own password, and the administrator's list of accounts."""
