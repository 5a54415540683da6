"""Places: administrative units with official codes, validity and origin."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from xanh.vietnamese import fold, sort_key


class PlaceQuerySet(models.QuerySet["Place"]):
    """Places by date."""

    def at(self, day: date) -> PlaceQuerySet:
        """Return the places that exist on ``day``."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )


class Place(models.Model):
    """A province, ward, commune or special zone, valid over a span of days (both ends included).

    ``code`` is the code of the National Statistics Office (2 digits for provinces, 5 for the
    units below). A unit that changed its name or kind has one record for each span of days, with
    the same code: ask by code for the territory, by record for what it was called. ``valid_from``
    is None where the unit is older than 1 July 2025. Units hang on their province's latest record.
    """

    class Kind(models.TextChoices):
        """Kinds of unit since 1 July 2025, and the old ones that they came from."""

        PROVINCE = "province", "Tỉnh"
        CITY = "city", "Thành phố trực thuộc trung ương"
        WARD = "ward", "Phường"
        COMMUNE = "commune", "Xã"
        SPECIAL_ZONE = "special-zone", "Đặc khu"

    code = models.CharField(max_length=5, db_index=True)
    name = models.CharField(max_length=120)
    full_name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    kind = models.CharField(max_length=16, choices=Kind)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    area_km2 = models.FloatField(null=True, blank=True)
    search_key = models.CharField(max_length=400, editable=False, db_index=True)
    sort_key = models.CharField(max_length=400, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="place_code_from_unique"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_from=None), name="place_code_always_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the derived keys with the names."""
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def province_code(self) -> str:
        """Return the code of the province that this place is or lies in."""
        return self.parent.code if self.parent else self.code

    def set_keys(self) -> None:
        """Derive the keys for searching and sorting."""
        self.search_key = fold(f"{self.full_name} {self.name_en}")
        self.sort_key = sort_key(self.name)


class PlaceOrigin(models.Model):
    """One old unit, or a part of it, that went into a place on 1 July 2025."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="origins")
    old_code = models.CharField(max_length=5, db_index=True)
    old_name = models.CharField(max_length=120)
    old_district = models.CharField(max_length=120)
    old_province = models.CharField(max_length=120)
    whole = models.BooleanField()
    holds_centre = models.BooleanField(null=True)

    class Meta:
        ordering = ["old_province", "old_district", "old_name"]
        constraints = [
            models.UniqueConstraint(fields=["place", "old_code"], name="place_origin_unique")
        ]

    def __str__(self) -> str:
        return f"{self.old_name}, {self.old_district}, {self.old_province}"
