"""The ``xanh`` command."""

from __future__ import annotations


def main() -> int:
    """Run the command; returns the exit status."""
    return 2
