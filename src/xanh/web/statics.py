"""How style sheets, scripts and fonts are served: hashed and compressed once, at set-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The style sheet names these pictures.
_LEAFLET = {
    "leaflet.js", "leaflet.css", "images/layers.png", "images/layers-2x.png",
    "images/marker-icon.png",
}  # fmt: skip
_HTMX = {"django_htmx/htmx-4.min.js"}


class PreparedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names where the files have been prepared, plain names where they have not yet.

    Names inside scripts are left alone: our modules import nothing, and the scripts of packages
    name source maps that need not be served.
    """

    manifest_strict = False
    patterns = tuple(
        (files, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for files, rules in CompressedManifestStaticFilesStorage.patterns
        if files == "*.css"
    )

    def stored_name(self, name: str) -> str:
        """Return the hashed name of ``name``, or ``name`` itself before set-up."""
        cleaned = self.clean_name(name)
        stored: Any = self.hashed_files.get(self.hash_key(cleaned))
        return str(stored or name)


class LeafletFinder(BaseFinder):
    """Finds the map's files in the package that ships them, which need not be an app for that."""

    def __init__(self, *_: Any, **__: Any) -> None:
        found = find_spec("leaflet")
        folder = Path((found.submodule_search_locations or [""])[0]) if found else Path()
        self._storage = FileSystemStorage(folder / "static" / "leaflet")
        self._storage.prefix = "leaflet"  # type: ignore[attr-defined]

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:  # Django's
        """Return where a needed file lies."""
        name = path.removeprefix("leaflet/")
        needed = path.startswith("leaflet/") and name in _LEAFLET
        found = [self._storage.path(name)] if needed else []
        return found if find_all or not found else found[0]

    def list(
        self,
        ignore_patterns: Iterable[str] | None,  # noqa: ARG002  # Django gives it
    ) -> Iterator[tuple[str, Storage]]:
        """Yield (name, storage) of each file that is needed."""
        for name in sorted(_LEAFLET):
            yield name, self._storage


class NeededFinder(AppDirectoriesFinder):
    """Finds the files of installed packages that pages load, and passes over the rest.

    Source maps, other versions and other readers would take most of a minute to compress.
    """

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield (name, storage) of each file that is needed."""
        for name, storage in super().list([*(ignore_patterns or ()), "*.map", "redoc*"]):
            if not name.startswith("django_htmx/") or name in _HTMX:
                yield name, storage
