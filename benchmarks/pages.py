"""Pages: server time with 20 plans and 10,000 tasks in SQLite, and bytes of a first visit."""

from __future__ import annotations

import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from benchmarks.figures import Figure, percentile
from benchmarks.sample import plan_text

if TYPE_CHECKING:
    from django.test import Client

PLAN_COUNT = 20
TASK_COUNT = 10_000
REQUESTS = 200
_WARM_UP = 10
_WORDS = (
    "nước thải",
    "khí nhà kính",
    "rung phong ho",
    "quan trắc",
    "1003",
    "môi trường",
    "ho chua",
)
_LINKED = re.compile(r"""<(?:link|script|img)\b[^>]*?\b(?:href|src)=["']([^"']+)["'][^>]*>""")
_STATIC = re.compile(r"\.(?:css|js|mjs|svg|png|ico|woff2)(?:\?|$)")
_FONTS = re.compile(r"""url\(["']?([^"')]+\.woff2)["']?\)""")
_IMPORTS = re.compile(r"""\b(?:import|from)\s*["']([^"']+\.m?js)["']""")


@contextmanager
def simulated_system() -> Iterator[Client]:
    """Set up an empty system in a folder of its own, fill it, and give a client of it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XANH_HOME"] = folder
        for name in ("XANH_DATABASE_URL", "XANH_DEBUG", "XANH_ORIGINS"):
            os.environ.pop(name, None)
        from xanh.web.prepare import prepare

        prepare()
        _fill()
        from xanh.web.server import settle_memory

        settle_memory()  # as the server does before its first request
        from django.db import connections
        from django.test import Client

        try:
            # As a browser asks; the client runs every middleware, compression included.
            yield Client(headers={"host": "localhost", "accept-encoding": "gzip, deflate, br"})
        finally:
            connections.close_all()


def _fill() -> None:
    from xanh.documents.parser import parse
    from xanh.documents.reading import read_document
    from xanh.office.plans.drafts import create_draft
    from xanh.office.plans.states import publish

    for index in range(PLAN_COUNT):
        text = plan_text(index, TASK_COUNT // PLAN_COUNT)
        document = read_document(text.encode(), f"{index}.txt")
        reading = parse(document).to_json()
        publish(create_draft(reading, document.text, document.form, None, None), None)


def page_figures(client: Client) -> list[Figure]:
    """Return the 95th percentile of the server time of each kind of page [ms]."""
    from xanh.office.plans.models import Task

    stored = Task.objects.filter(version__current_of__isnull=False).count()
    figures = [Figure("tasks in the records", stored, "")]
    for name, address in _addresses():
        for _ in range(_WARM_UP):
            _get(client, address())
        times = [_get(client, address()) for _ in range(REQUESTS)]
        clock, processor = (percentile(column, 0.95) for column in zip(*times, strict=True))
        figures.append(Figure(f"{name}, 95 % of {REQUESTS}", clock, "ms", 100.0))
        figures.append(Figure(f"{name}, the same in processor time", processor, "ms"))
    return figures


def _addresses() -> list[tuple[str, Callable[[], str]]]:
    """Return for each kind of page what chooses an address of it by chance."""
    from django.urls import reverse

    from xanh.office.organisations.models import Organisation
    from xanh.office.plans.models import Plan, Task

    chance = random.Random(1)
    plans = list(Plan.objects.filter(number__endswith="/KH-UBND").values_list("slug", flat=True))
    tasks = list(
        Task.objects.filter(version__current_of__isnull=False).values_list(
            "version__plan__slug", "key"
        )
    )
    busy = Organisation.objects.filter(parties__isnull=False).distinct()
    organisations = list(busy.values_list("slug", flat=True))
    return [
        ("plan page", lambda: reverse("plan", args=[chance.choice(plans)])),
        ("list of a plan's tasks", lambda: reverse("plan-tasks", args=[chance.choice(plans)])),
        ("task page", lambda: reverse("plan-task", args=chance.choice(tasks))),
        ("organisation page", lambda: reverse("organisation", args=[chance.choice(organisations)])),
        ("search page", lambda: f"{reverse('search')}?q={chance.choice(_WORDS)}"),
    ]


def _get(client: Client, address: str) -> tuple[float, float]:
    """Return the time of one request by the clock and of the processor [ms].

    Anything but a page is an error of the benchmark.
    """
    clock, processor = time.perf_counter(), time.process_time()
    response = client.get(address)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return 1000 * clock, 1000 * processor


def wire_figures(client: Client) -> list[Figure]:
    """Return the bytes of a first visit: the page and every file that it names, compressed [kB].

    Every font that a style sheet names is counted, though browsers fetch only those they use.
    """
    from django.urls import reverse

    from xanh.office.plans.models import Plan

    slug = Plan.objects.filter(number="249/KH-UBND").values_list("slug", flat=True).first()
    figures = []
    for name, address in (
        ("front page", reverse("home")),
        ("plan 249", reverse("plan", args=[slug])),
    ):
        sizes = _first_visit(client, address)
        parts = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in sizes.items())
        figures.append(
            Figure(f"first visit to the {name} ({parts})", sum(sizes.values()) / 1000, "kB", 200.0)
        )
    return figures


def _first_visit(client: Client, address: str) -> dict[str, int]:
    page, size = _fetch(client, address)
    sizes = {"page": size}
    waiting = [urljoin(address, link) for link in _LINKED.findall(page) if _STATIC.search(link)]
    seen: set[str] = set()
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        text, size = _fetch(client, file)
        kind = Path(file.split("?")[0]).suffix.lstrip(".")
        sizes[kind] = sizes.get(kind, 0) + size
        if kind == "css":
            waiting += [urljoin(file, font) for font in _FONTS.findall(text)]
        elif kind in ("js", "mjs"):
            waiting += [urljoin(file, module) for module in _IMPORTS.findall(text)]
    return sizes


def _fetch(client: Client, address: str) -> tuple[str, int]:
    """Return the text of an answer (empty for fonts) and its size on the wire."""
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    body = b"".join(response) if response.streaming else response.content
    return _decoded(body, response.headers.get("Content-Encoding", "")), len(body)


def _decoded(body: bytes, encoding: str) -> str:
    import gzip

    import brotli

    if encoding == "br":
        body = brotli.decompress(body)
    elif encoding == "gzip":
        body = gzip.decompress(body)
    return body.decode(errors="ignore")
