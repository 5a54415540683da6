"""Which readings are meant: the question that an average or an index was made from.

A selection is plain data. Kept beside a value it says, years later, what the value was made of.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How far readings have been worked on."""

    RAW = "raw"  # as received, newest version of each key
    CHECKED = "checked"  # with the flags of the checks
    CORRECTED = "corrected"  # with the corrections of people


@dataclass(frozen=True, slots=True)
class Selection:
    """Readings of some stations and parameters with start < time ≤ end.

    ``None`` leaves a side open. Times are aware; ``as_of`` asks what was known at that moment.
    """

    stations: tuple[str, ...] | None = None
    parameters: tuple[str, ...] | None = None
    start: datetime | None = None
    end: datetime | None = None
    level: Level = Level.CORRECTED
    as_of: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the selection as JSON values."""
        data = asdict(self)
        for name in ("start", "end", "as_of"):
            data[name] = data[name] and data[name].astimezone(UTC).isoformat()
        return {**data, "level": str(self.level)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Selection:
        """Return the selection that :meth:`to_json` wrote."""

        def moment(name: str) -> datetime | None:
            return datetime.fromisoformat(data[name]) if data[name] else None

        def names(name: str) -> tuple[str, ...] | None:
            return None if data[name] is None else tuple(data[name])

        return cls(
            names("stations"),
            names("parameters"),
            moment("start"),
            moment("end"),
            Level(data["level"]),
            moment("as_of"),
        )


def naive_utc(moment: datetime | None) -> datetime | None:
    """Return a moment as the store writes it: UTC without a zone."""
    return moment and moment.astimezone(UTC).replace(tzinfo=None)
