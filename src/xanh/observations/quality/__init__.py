"""Quality control: rules as data, checks over series of readings, and what they found kept."""

from xanh.observations.quality.rules import Rule, Rules, load_rules
from xanh.observations.quality.runner import Checked, check
from xanh.observations.quality.touched import TOUCHED, days, touched_between, touched_since

__all__ = [
    "TOUCHED",
    "Checked",
    "Rule",
    "Rules",
    "check",
    "days",
    "load_rules",
    "touched_between",
    "touched_since",
]
