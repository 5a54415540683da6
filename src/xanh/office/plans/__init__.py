"""Plans and their versions, and what each version orders."""
