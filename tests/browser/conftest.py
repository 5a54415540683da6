"""The real server on a folder of its own, and a browser that reports what goes wrong in it.

Chromium: Debian's, or the program that XANH_CHROMIUM names. Without it these tests are skipped.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SCREENSHOTS = Path(__file__).parent / "screenshots"
NAME, PASSWORD = "bien-tap", "hoa-sua-thang-muoi"
PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


@dataclass
class Server:
    """A running Xanh."""

    address: str
    environment: dict[str, str]

    def xanh(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run the command on the server's folder."""
        return subprocess.run(
            [sys.executable, "-m", "xanh.cli", *arguments],
            env=self.environment, input=given, capture_output=True, text=True, check=True,
        )  # fmt: skip


@dataclass
class Watch:
    """What went wrong in the pages of one test."""

    host: str
    problems: list[str] = field(default_factory=list)

    def expect(self, words: str) -> None:
        """Take back the problems that a test means to cause."""
        self.problems = [problem for problem in self.problems if words not in problem]


@pytest.fixture(scope="session")
def chromium() -> str:
    found = os.environ.get("XANH_CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("no Chromium: apt-get install chromium, or set XANH_CHROMIUM to its program")
    return found


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Server]:
    """Serve on a free port from an empty folder, with one administrator."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XANH_", "DJANGO_"))}
    environment["XANH_HOME"] = str(tmp_path_factory.mktemp("browser-home"))
    running = Server(f"http://127.0.0.1:{port}", environment)
    running.xanh("account", "add", NAME, "--administrator", given=PASSWORD + "\n")
    program = [sys.executable, "-m", "xanh.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(program, env=environment, stderr=subprocess.PIPE)
    try:
        _wait_for(running.address, process)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(300):
        assert process.poll() is None, process.stderr and process.stderr.read()
        try:
            urllib.request.urlopen(address + "/dang-nhap/", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    pytest.fail("the server did not answer within a minute")


@pytest.fixture(scope="module")
def browser(chromium: str):
    """One browser for a module: its loop must not outlive the browser tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def watch(server: Server) -> Iterator[Watch]:
    """Fail a test whose pages complained, broke, or asked another host for anything."""
    watching = Watch(urlsplit(server.address).netloc)
    yield watching
    assert watching.problems == []


@pytest.fixture
def open_page(browser, server: Server, watch: Watch) -> Iterator[Callable]:
    """Give a function that opens a fresh page; ``signed_in`` and any option of a context."""
    contexts = []

    def start(signed_in: bool = False, **options):
        context = browser.new_context(
            base_url=server.address, locale="vi-VN", **{"viewport": LAPTOP, **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: m.type in {"error", "warning"} and _note(watch, page, m.text))
        page.on("pageerror", lambda error: _note(watch, page, str(error)))
        page.on("request", lambda request: _check_host(watch, page, request.url))
        if signed_in:
            sign_in(page)
        return page

    yield start
    for context in contexts:
        context.close()


def _note(watch: Watch, page, text: str) -> None:
    watch.problems.append(f"{page.url}: {text}")


def _check_host(watch: Watch, page, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"data", "blob"} and parts.netloc != watch.host:
        _note(watch, page, f"asks another host: {url}")


def sign_in(page) -> None:
    page.goto("/dang-nhap/")
    page.fill("[name=username]", NAME)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/nhap/")


def bring(page, path: Path) -> None:
    """Import a file by the form and wait until it has been read."""
    page.goto("/nhap/")
    page.set_input_files("input[type=file]", path)
    page.click("main button[type=submit]")
    page.wait_for_url("**/duyet/**", timeout=60_000)


def photograph(page, name: str) -> None:
    """Keep a picture, and refuse a page that is wider than its window."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
    wider = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wider <= 0, f"{name}: {wider} px wider than the window"
