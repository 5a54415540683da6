"""Says at the end of a run what could not be proven here, and how it can be."""

from __future__ import annotations

import os
import shutil

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Pass over a warning that the tests have no use for: they serve no prepared files."""
    config.addinivalue_line("filterwarnings", "ignore:No directory at:UserWarning")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how to get Chromium where the browser tests were passed over for want of it."""
    if os.environ.get("XANH_CHROMIUM") or shutil.which("chromium"):
        return
    terminalreporter.write_line(
        "Chưa chạy kiểm thử trình duyệt vì thiếu Chromium; cài bằng: apt-get install chromium\n"
        "The browser tests were skipped for want of Chromium; get it by: apt-get install chromium "
        "(or set XANH_CHROMIUM to its program)",
        yellow=True,
    )
