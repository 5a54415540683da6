"""Organisations, the ways in which their names are written, and resolved collective names."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from xanh.office.organisations.names import name_key
from xanh.office.places.models import Place
from xanh.vietnamese import fold, slug, sort_key


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations by date."""

    def at(self, day: date) -> OrganisationQuerySet:
        """Return the organisations that exist on ``day``."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )


class Organisation(models.Model):
    """A body that can lead a task, help with it, or owe a duty.

    ``place`` is the territory that it answers for: None for the central level. The committee of
    a ward has the ward as its place. ``listed`` is false for a body that Xanh's own list does not
    hold: it is known because a plan names it.
    """

    class Kind(models.TextChoices):
        """Kinds of organisation, by who they answer to."""

        GOVERNMENT = "government", "Chính phủ, Thủ tướng"
        MINISTRY = "ministry", "Bộ, cơ quan ngang bộ"
        PROVINCE_COMMITTEE = "province-committee", "UBND cấp tỉnh"
        COUNCIL = "council", "Hội đồng nhân dân"
        DEPARTMENT = "department", "Sở và tương đương"
        AGENCY = "agency", "Ban, cơ quan, đơn vị sự nghiệp"
        POLICE = "police", "Công an"
        MILITARY = "military", "Quân đội"
        COMMUNE_COMMITTEE = "commune-committee", "UBND cấp xã"
        PARTY = "party", "Cơ quan Đảng"
        ASSOCIATION = "association", "Mặt trận, đoàn thể, hội"
        ENTERPRISE = "enterprise", "Doanh nghiệp"
        OTHER = "other", "Khác"

    slug = models.SlugField(max_length=200, unique=True)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=24, choices=Kind)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    listed = models.BooleanField(default=True)
    search_key = models.TextField(editable=False)
    sort_key = models.TextField(editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the derived keys with the names."""
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def set_keys(self) -> None:
        """Derive the address and the keys for searching and sorting."""
        self.slug = self.slug or slug(self.name)
        where = self.place.full_name if self.place else ""
        self.search_key = fold(f"{self.name} {self.name_en} {where}")
        self.sort_key = sort_key(self.name)


class WrittenName(models.Model):
    """One way in which documents write an organisation; ``key`` is its :func:`name_key`.

    The same name may belong to one body in every province: the organisation's place tells.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="written_names"
    )
    text = models.CharField(max_length=300)
    key = models.CharField(max_length=300, db_index=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="written_name_unique")
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the key with the text."""
        self.key = name_key(self.text)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Resolution(models.Model):
    """A collective name resolved to a list on a date, kept with that date.

    ``rule`` is the code of a rule in :mod:`xanh.office.organisations.collectives`.
    """

    rule = models.CharField(max_length=40)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT)
    resolved_on = models.DateField()
    members = models.ManyToManyField(Organisation, related_name="resolutions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "place", "resolved_on"], name="resolution_unique"
            ),
            models.UniqueConstraint(
                fields=["rule", "resolved_on"],
                condition=Q(place=None),
                name="resolution_central_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.resolved_on}"
