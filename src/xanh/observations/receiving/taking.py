"""Carries received files into the store: read, judged, committed once, or put into quarantine."""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xanh.errors import XanhError
from xanh.observations.reading import careful, forms, station_text
from xanh.observations.readings import READINGS, Problem
from xanh.observations.receiving.judging import refusals
from xanh.observations.receiving.quarantine import Quarantine, Received
from xanh.observations.store import Counts, Original, Store
from xanh.observations.tables import Tables

_REMEMBERED = 200_000  # originals that are known without a look into the store
_REPLAYED = 500  # files of one commit when the quarantine is replayed
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Taken:
    """What became of some files."""

    files: int = 0
    resent: int = 0  # files that the store had, under the same name and of the same sender
    quarantined: int = 0
    bad_lines: int = 0
    counts: Counts = field(default_factory=Counts)

    def __add__(self, other: Taken) -> Taken:
        return Taken(
            self.files + other.files,
            self.resent + other.resent,
            self.quarantined + other.quarantined,
            self.bad_lines + other.bad_lines,
            self.counts + other.counts,
        )


class Known:
    """The newest originals of the store, so that what was taken is not taken twice.

    After a kill between a commit and the removal of its files these come again; and loggers send
    again what they saw no answer to. The same file again changes nothing, whatever came between.
    """

    def __init__(self, store: Store, most: int = _REMEMBERED) -> None:
        self._most = most
        self._known: OrderedDict[bytes, None] = OrderedDict()
        highest = store.manifest().originals
        for path in store.files("originals"):
            self._load(path, highest - most)

    def _load(self, path: Path, above: int) -> None:
        with pq.ParquetFile(path) as file:
            for index in range(file.metadata.num_row_groups):
                rows = file.read_row_group(index, ["number", "account", "name", "sha256"])
                rows = rows.filter(pc.greater(rows["number"], above))
                columns = (rows[name].to_pylist() for name in ("account", "name", "sha256"))
                self.add(_digest(identity) for identity in zip(*columns, strict=True))

    def add(self, digests: Iterable[bytes]) -> None:
        """Remember originals."""
        self._known.update(dict.fromkeys(digests))
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    def __contains__(self, digest: object) -> bool:
        return digest in self._known


class Taker:
    """Takes batches of files; whoever gives them removes them only after it has returned."""

    def __init__(self, store: Store, quarantine: Quarantine) -> None:
        self._store = store
        self._quarantine = quarantine
        self._known = Known(store)

    def take(self, files: Sequence[Received], tables: Tables, now: datetime | None = None) -> Taken:
        """Bring files into the store or the quarantine; all is durable when it returns.

        Raises XanhError or OSError when neither can be written: then the files are to be kept and
        given again.
        """
        done, refused = self._taken(files, tables, now)
        self._quarantine.keep((files[place], error) for place, error in sorted(refused.items()))
        done.quarantined = len(refused)
        return done

    def replay(
        self, tables: Tables, ids: Sequence[str] | None = None, now: datetime | None = None
    ) -> Taken:
        """Try files of the quarantine again, all or those of some keys.

        What enters the store leaves the quarantine; what does not stays, with its reason of now.
        """
        done = Taken()
        wanted = ids
        after = ""
        while True:
            if wanted is None:
                some = [held.id for held in self._quarantine.files(_REPLAYED, after)]
                after = some[-1] if some else ""
            else:
                some, wanted = list(wanted[:_REPLAYED]), wanted[_REPLAYED:]
            if not some:
                return done
            held = self._quarantine.contents(some)
            files = [file for _, file in held]
            part, refused = self._taken(files, tables, now)
            self._quarantine.keep((files[place], error) for place, error in refused.items())
            self._quarantine.remove(
                key for place, (key, _) in enumerate(held) if place not in refused
            )
            part.quarantined = len(refused)
            done += part

    def _taken(
        self, files: Sequence[Received], tables: Tables, now: datetime | None
    ) -> tuple[Taken, dict[int, XanhError]]:
        """Commit what can be taken; return that, and the others with their reasons."""
        originals = [Original(file.name, file.content, file.account) for file in files]
        digests = [_digest(original.identity) for original in originals]
        fresh, seen = [], set[bytes]()
        for place, digest in enumerate(digests):
            if digest not in self._known and digest not in seen:
                seen.add(digest)
                fresh.append(place)
        done = Taken(files=len(files), resent=len(files) - len(fresh))
        refused: dict[int, XanhError] = {}
        problems: dict[int, list[Problem]] = {}
        self._commit(fresh, originals, tables, now, (done, refused, problems))
        self._quarantine.note((files[place], some) for place, some in problems.items())
        done.bad_lines = sum(map(len, problems.values()))
        self._known.add(digests[place] for place in fresh if place not in refused)
        return done, refused

    def _commit(
        self,
        places: list[int],
        originals: Sequence[Original],
        tables: Tables,
        now: datetime | None,
        result: tuple[Taken, dict[int, XanhError], dict[int, list[Problem]]],
    ) -> None:
        """Read and commit the files of some places together, or, when one is bad, in halves."""
        if not places:
            return
        done, refused, problems = result
        chosen = [originals[place] for place in places]
        try:
            table, forms_read, bad, lines = _read(chosen, tables, now)
            bad |= refusals(table, [original.account for original in chosen], tables)
            counts = self._add(table, chosen, forms_read, bad)
        except Exception as error:
            if _is_ours(error):
                raise
            # One file that breaks a reader, or that the store cannot keep, stops no other.
            if len(places) == 1:
                refused[places[0]] = _broken(error)
                return
            middle = len(places) // 2
            for half in (places[:middle], places[middle:]):
                self._commit(half, originals, tables, now, result)
            return
        done.counts += counts
        refused.update((places[i], error) for i, error in bad.items())
        problems.update((places[i], some) for i, some in lines.items() if i not in bad)

    def _add(
        self,
        table: pa.Table,
        files: Sequence[Original],
        kinds: list[str],
        bad: dict[int, XanhError],
    ) -> Counts:
        good = [place for place in range(len(files)) if place not in bad]
        if not good:
            return Counts()
        if bad:
            new_place = np.full(len(files), -1, np.int64)
            new_place[good] = np.arange(len(good))
            origin = new_place[table["origin"].to_numpy()]
            table = _with_origin(table, pa.array(origin)).filter(pa.array(origin >= 0))
        return self._store.add(
            table,
            [Original(files[i].name, files[i].content, files[i].account, kinds[i]) for i in good],
        )


def _digest(identity: tuple[str, str, str]) -> bytes:
    text = "\0".join(identity).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=16).digest()


def _read(
    files: Sequence[Original], tables: Tables, now: datetime | None
) -> tuple[pa.Table, list[str], dict[int, XanhError], dict[int, list[Problem]]]:
    """Return readings (`origin` is the place of the file), forms, refusals and bad lines."""
    stamped = [place for place, file in enumerate(files) if careful.is_stamped(file.name)]
    table, outcomes = station_text.read_many(
        [files[i].content for i in stamped], [files[i].name for i in stamped], tables, now
    )
    place = np.array(stamped, np.int64)[table["file"].to_numpy()]
    parts = [_with_origin(table.drop_columns(["file"]), pa.array(place))]
    kinds = [station_text.FORM] * len(files)
    bad: dict[int, XanhError] = {}
    lines: dict[int, list[Problem]] = {}
    for i, outcome in outcomes.items():
        if isinstance(outcome, XanhError):
            bad[stamped[i]] = outcome
        else:
            lines[stamped[i]] = outcome
    for i in sorted(set(range(len(files))) - set(stamped)):
        try:
            read = forms.read(files[i].content, files[i].name, tables, now=now)
        except XanhError as error:
            bad[i] = error
            continue
        kinds[i] = read.form
        if read.problems:
            lines[i] = read.problems
        origin = pa.repeat(pa.scalar(i, pa.int64()), read.table.num_rows)
        parts.append(_with_origin(read.table, origin).cast(READINGS))
    return pa.concat_tables(parts), kinds, bad, lines


def _with_origin(table: pa.Table, origin: pa.Array) -> pa.Table:
    return table.set_column(table.schema.get_field_index("origin"), "origin", origin)


def _is_ours(error: Exception) -> bool:
    """Say whether it is we who cannot write, and not the file that is bad."""
    if isinstance(error, XanhError):
        return error.code.startswith("store-") and error.code != "store-rows"
    return isinstance(error, OSError | MemoryError)


def _broken(error: Exception) -> XanhError:
    if isinstance(error, XanhError):
        return error
    log.error("a received file broke its reader", exc_info=error)
    return XanhError(
        "reader-fault",
        f"Lỗi trong phần mềm khi đọc tệp này: {type(error).__name__}.",
        f"A fault in the software while reading this file: {type(error).__name__}.",
        "Gửi tệp cho người bảo trì; chạy lại khu cách ly sau khi nâng cấp.",
        "Send the file to the maintainers; replay the quarantine after an upgrade.",
    )
