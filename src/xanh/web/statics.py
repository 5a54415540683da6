"""How style sheets, scripts and fonts are served: hashed and compressed once, at set-up."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PreparedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names where the files have been prepared, plain names where they have not yet.

    Names inside scripts are left alone: our modules import nothing, and the scripts of packages
    name source maps that need not be served.
    """

    manifest_strict = False
    patterns = tuple(
        pattern
        for pattern in CompressedManifestStaticFilesStorage.patterns
        if pattern[0] == "*.css"
    )

    def stored_name(self, name: str) -> str:
        """Return the hashed name of ``name``, or ``name`` itself before set-up."""
        cleaned = self.clean_name(name)
        stored: Any = self.hashed_files.get(self.hash_key(cleaned))
        return str(stored or name)
