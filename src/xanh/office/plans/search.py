"""Search over everything that is published, without regard to accents, as one types.

Portable SQL: each word of the query must begin a word of the entry. The entries are few enough
(tens of thousands) to be read through in some milliseconds on either database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Length, StrIndex
from django.db.models.lookups import GreaterThan

from xanh.office.organisations.models import Organisation, Resolution
from xanh.office.places.models import Place
from xanh.office.plans.models import Party, PlanVersion, SearchEntry
from xanh.vietnamese import fold

_Kind = SearchEntry.Kind
_RANK = {kind: number for number, kind in enumerate(_Kind)}
_UNCONCERNED = _RANK[_Kind.MEASURE]  # organisations that no plan in force names come late
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_MOST_WORDS = 8
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. ``record`` is the key of a task, target, duty or measure of ``version``."""

    kind: str
    title: str
    title_en: str
    version: PlanVersion | None
    record: str
    organisation: Organisation | None
    place: Place | None


def search(query: str, limit: int = 20, kinds: Sequence[str] | None = None) -> list[Hit]:
    """Return what holds every word of ``query``, the best first.

    Better is: the title begins with the query, then holds it as a phrase, then more of its words
    side by side; then the kind (plans, organisations that plans name, targets, tasks ...); then
    the shorter title. Only published versions are found.
    """
    words = _words(query)[:_MOST_WORDS]
    if not words:
        return []
    phrase = " " + " ".join(words)
    found = SearchEntry.objects.all()
    if kinds is not None:
        found = found.filter(kind__in=list(kinds))
    # The rarest words are the long ones: looking for them first spares the others.
    for number, word in enumerate(sorted(words, key=len, reverse=True)):
        name = f"at_{number}"
        found = found.alias(**{name: StrIndex("key", Value(f" {word}"))}).filter(
            **{f"{name}__gt": 0}
        )
    found = found.alias(phrase=StrIndex("key", Value(phrase)), apart=_apart(words)).annotate(
        nearness=Case(
            When(phrase=1, then=0), When(phrase__gt=1, then=1), default=F("apart") + 2,
            output_field=IntegerField(),
        )
    )  # fmt: skip
    # Ranked bare, then fetched with what belongs to them: joining before sorting is slow.
    ranked = list(
        found.order_by("nearness", "rank", Length("title"), "pk").values_list("pk", flat=True)[
            :limit
        ]
    )
    entries = (
        SearchEntry.objects.filter(pk__in=ranked)
        .select_related("version__plan", "organisation__place", "place__parent")
        .defer("version__text", "version__reading")
        .in_bulk()
    )
    return [_hit(entries[pk]) for pk in ranked if pk in entries]


def index_version(version: PlanVersion) -> None:
    """Make a published version findable, in place of what was findable of it before."""
    with transaction.atomic():
        forget_version(version)
        SearchEntry.objects.bulk_create(_version_entries(version), batch_size=_BATCH)
        named = _named_by(PlanVersion.objects.filter(pk=version.pk))
        known = SearchEntry.objects.filter(kind=_Kind.ORGANISATION).values("organisation")
        SearchEntry.objects.bulk_create(_organisation_entries(named.exclude(pk__in=known)))
        _rank_organisations()


def forget_version(version: PlanVersion) -> None:
    """Make a version findable no more."""
    SearchEntry.objects.filter(version=version).delete()


def index_lists() -> int:
    """Bring the entries of organisations and places in line; return how many there are.

    Organisations are those on Xanh's list and those that plans in force name.
    """
    published = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED)
    listed = Organisation.objects.filter(listed=True)
    with transaction.atomic():
        wanted = {
            (entry.kind, entry.organisation_id, entry.place_id, entry.title, entry.key): entry
            for entry in (
                *_organisation_entries(listed),
                *_organisation_entries(_named_by(published)),
                *_place_entries(),
            )
        }
        stale = []
        present = SearchEntry.objects.filter(version=None)
        for pk, *facts in present.values_list(
            "pk", "kind", "organisation_id", "place_id", "title", "key"
        ):
            if wanted.pop(tuple(facts), None) is None:  # type: ignore[arg-type]
                stale.append(pk)
        SearchEntry.objects.filter(pk__in=stale).delete()
        SearchEntry.objects.bulk_create(wanted.values(), batch_size=_BATCH)
        _rank_organisations()
    return present.count()


def rebuild() -> int:
    """Build all of it anew; return how many entries there are."""
    with transaction.atomic():
        index_lists()
        for version in PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED):
            index_version(version)
    return SearchEntry.objects.count()


def _words(text: str) -> list[str]:
    return _NOT_WORD.sub(" ", fold(text)).split()


def _apart(words: list[str]) -> Combinable:
    """Return how many neighbours of the query do not stand side by side in an entry."""
    apart: Combinable = Value(0)
    for first, second in pairwise(words):
        together = StrIndex("key", Value(f" {first} {second}"))
        apart = apart + Case(
            When(GreaterThan(together, 0), then=0), default=1, output_field=IntegerField()
        )
    return apart


def _entry(kind: str, title: str, more: str = "", **about: object) -> SearchEntry:
    key = " " + " ".join(_words(f"{title} {more}"))
    return SearchEntry(kind=kind, rank=_RANK[_Kind(kind)], title=title, key=key, **about)


def _version_entries(version: PlanVersion) -> Iterator[SearchEntry]:
    yield _entry(_Kind.PLAN, version.title, version.number, version=version)
    for target in version.targets.filter(removed=False):
        more = f"{target.value:g} {target.unit}"
        yield _entry(_Kind.TARGET, target.subject, more, version=version, record=target.key)
    for task in version.tasks.filter(removed=False).prefetch_related("parties"):
        more = " ".join([p.written for p in task.parties.all()] + [task.group_title])
        yield _entry(_Kind.TASK, task.title, more, version=version, record=task.key)
    for duty in version.dutys.filter(removed=False):
        yield _entry(_Kind.DUTY, duty.text, duty.to, version=version, record=duty.key)
    for measure in version.measures.filter(removed=False):
        yield _entry(_Kind.MEASURE, measure.text, version=version, record=measure.key)


def _named_by(versions: QuerySet[PlanVersion]) -> QuerySet[Organisation]:
    """Return the organisations that are known only because these versions name them."""
    return Organisation.objects.filter(listed=False).filter(
        Exists(Party.objects.filter(organisation=OuterRef("pk"), task__version__in=versions))
        | Exists(Party.objects.filter(organisation=OuterRef("pk"), duty__version__in=versions))
    )


def _rank_organisations() -> None:
    """Let the organisations that plans in force name, alone or among others, come first."""
    published = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED)
    parties = Party.objects.filter(Q(task__version__in=published) | Q(duty__version__in=published))
    lists = Resolution.objects.filter(pk__in=parties.values("resolution"))
    concerned = Q(organisation__in=parties.exclude(organisation=None).values("organisation")) | Q(
        organisation__in=lists.values("members")
    )
    entries = SearchEntry.objects.filter(kind=_Kind.ORGANISATION)
    first = _RANK[_Kind.ORGANISATION]
    entries.filter(concerned).exclude(rank=first).update(rank=first)
    entries.exclude(rank=_UNCONCERNED).exclude(concerned).update(rank=_UNCONCERNED)


def _organisation_entries(organisations: QuerySet[Organisation]) -> Iterator[SearchEntry]:
    rows = organisations.select_related("place").prefetch_related("written_names")
    yield from map(_of_organisation, rows)


def _of_organisation(organisation: Organisation) -> SearchEntry:
    place = organisation.place
    where = f"{place.full_name} {place.name_en}" if place else ""
    names = " ".join(name.text for name in organisation.written_names.all())
    if organisation.kind == Organisation.Kind.COMMUNE_COMMITTEE:
        names += " Ủy ban nhân dân"
    entry = _entry(
        _Kind.ORGANISATION, organisation.name, f"{where} {organisation.name_en} {names}",
        organisation=organisation,
    )  # fmt: skip
    entry.title_en = organisation.name_en
    return entry


def _place_entries() -> Iterator[SearchEntry]:
    for place in Place.objects.select_related("parent").filter(valid_to=None):
        where = place.parent.full_name if place.parent else ""
        entry = _entry(_Kind.PLACE, place.full_name, f"{where} {place.name_en}", place=place)
        entry.title_en = place.name_en
        yield entry


def _hit(entry: SearchEntry) -> Hit:
    return Hit(
        kind=entry.kind,
        title=entry.title,
        title_en=entry.title_en,
        version=entry.version,
        record=entry.record,
        organisation=entry.organisation,
        place=entry.place,
    )
