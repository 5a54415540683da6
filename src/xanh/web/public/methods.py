"""Methods: every formula and limit in use, by version, with its numbers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language


def methods(request: HttpRequest) -> HttpResponse:
    """Show the registry of methods; each version can be linked to by its id."""
    # Loads numpy, which no other light page needs.
    from xanh.methods.registry import METHODS, tables_of

    at = 1 if get_language() == "en" else 0
    shown = [
        {
            "key": method.key,
            "name": method.name[at],
            "versions": [
                {
                    "version": version,
                    "name": version.name_en if at else version.name_vi,
                    "anchor": version.id.replace(":", "-"),
                    "tables": [
                        {
                            "title": table.title[at],
                            "head": [head[at] for head in table.head],
                            "rows": [
                                [cell if isinstance(cell, str) else cell[at] for cell in row]
                                for row in table.rows
                            ],
                        }
                        for table in tables_of(version)
                    ],
                }
                for version in reversed(method.versions)
            ],
        }
        for method in METHODS
    ]
    return render(request, "xanh/public/methods.html", {"methods": shown})
