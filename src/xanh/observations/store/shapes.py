"""What the store keeps of each kind, and what it takes and answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import pyarrow as pa

from xanh.observations.readings import CORRECTIONS, FLAGS, HOURS, KEPT, ORIGINALS


@dataclass(frozen=True, slots=True)
class Kind:
    """How rows of one kind are laid out."""

    name: str
    schema: pa.Schema
    order: tuple[str, ...]  # sorted by
    time: str  # the column that files are chosen by
    made: str  # since when a row is known
    monthly: bool = True  # kept apart by the UTC month of `time`
    group_rows: int = 122_880  # rows of a row group


_SERIES = ("station", "parameter", "time")
KINDS = {
    kind.name: kind
    for kind in (
        Kind("readings", KEPT, (*_SERIES, "version"), "time", "received"),
        Kind("flags", FLAGS, (*_SERIES, "made"), "time", "made"),
        Kind("hours", HOURS, (*_SERIES, "made"), "time", "made"),
        Kind("corrections", CORRECTIONS, ("id",), "made", "made", monthly=False),
        Kind(
            "originals", ORIGINALS, ("account", "name", "number"), "received", "received",
            group_rows=8_192,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Original:
    """A file or message as it was received. One original is told from another by all but form."""

    name: str
    content: bytes
    account: str = ""  # who sent it: the station's account, a person, a folder
    form: str = ""  # which reader took it

    sha256: str = field(init=False)  # of the content
    identity: tuple[str, str, str] = field(init=False, repr=False)  # what makes two the same

    def __post_init__(self) -> None:
        """Take the hash at once: everybody asks for it several times."""
        sha256 = hashlib.sha256(self.content).hexdigest()
        object.__setattr__(self, "sha256", sha256)
        object.__setattr__(self, "identity", (self.account, self.name, sha256))


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the readings of one commit."""

    new: int = 0  # keys that the store did not have
    same: int = 0  # equal to the newest version: nothing was kept
    superseded: int = 0  # differing: kept as one more version
    originals: int = 0  # originals that the store did not have

    @property
    def total(self) -> int:
        """Return how many readings were given."""
        return self.new + self.same + self.superseded

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.new + other.new,
            self.same + other.same,
            self.superseded + other.superseded,
            self.originals + other.originals,
        )
