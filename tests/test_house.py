"""The arrows of the house point down, and the repository names no machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Paths of one machine, and hosts that a page or a build would load from.
MACHINE = re.compile(r"(?<![\w.$}])/(?:work|farm|root|home)/[a-z.]")
OUTSIDE = re.compile(r"(?:src|href|url|fetch)[^\n]{0,20}https?://(?!www\.w3\.org|schemas\.)", re.I)


def _committed() -> list[Path]:
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        [git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _matches(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    found = []
    for path in files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(text)]
    return found


def test_imports_keep_to_the_rooms():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_library_room_opens_without_django():
    program = (
        "import sys, pkgutil, importlib, xanh.documents as room\n"
        "for m in pkgutil.walk_packages(room.__path__, 'xanh.documents.'):\n"
        "    if not m.name.endswith('.child'): importlib.import_module(m.name)\n"
        "print('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


def test_repository_holds_no_machine_paths():
    files = [path for path in _committed() if path != Path(__file__)]
    assert _matches(MACHINE, files) == []


def test_pages_load_nothing_from_another_host():
    files = [path for path in _committed() if path.suffix in {".html", ".css", ".js"}]
    assert files
    assert _matches(OUTSIDE, files) == []


def test_no_module_is_too_long_or_left_open():
    sources = [
        path
        for path in _committed()
        if "src" in path.parts and path.suffix == ".py" and "migrations" not in path.parts
    ]
    assert sources
    for path in sources:
        assert path.read_text(encoding="utf-8").count("\n") <= 600, path
    assert _matches(re.compile(r"\b(?:TODO|FIXME|raise NotImplementedError)\b"), sources) == []
