"""The table of requirements in the documentation is true."""

from __future__ import annotations

import re
from pathlib import Path

from xanh.web.sensorthings.version import V1_1

HERE = Path(__file__).parent
TEXT = (HERE.parents[2] / "docs" / "sensorthings.md").read_text("utf-8")


def test_every_requirement_that_is_claimed_has_a_test_that_exists():
    rows = [line.split("|")[1:3] for line in TEXT.splitlines() if line.startswith("| `")]
    held = {name: re.findall(r"`(test_\w+)`", right) for left, right in rows
            for name in re.findall(r"`([a-z/-]+)`", left)}  # fmt: skip
    claimed = {name.partition("/1.1/req/")[2] for name in V1_1.conformance}
    assert claimed == {name for name, tests in held.items() if tests}
    written = set()
    for file in HERE.glob("test_*.py"):
        written |= set(re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.M))
    named = set(re.findall(r"`(test_\w+)`", TEXT))
    assert named <= written, named - written
    assert {name for name in written if name.startswith("test_req_")} <= named | {
        "test_req_create_update_delete_nothing_else_can_be_made_changed_or_removed"
    }
