"""Quality control: rules as data, checks over series of readings, and what they found kept."""

from xanh.observations.quality.rules import Rule, Rules, load_rules

__all__ = ["Rule", "Rules", "load_rules"]
