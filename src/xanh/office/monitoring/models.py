"""The register of stations: where they stand, what they measure, who answers for them.

Readings themselves are not records: they lie in the store of :mod:`xanh.observations`, under the
key of their station.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from xanh.office.places.models import Place
from xanh.vietnamese import fold, sort_key

KEY = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")


class River(models.Model):
    """A river, with its course as points from the source down.

    ``course`` is a list of [longitude, latitude] in degrees (WGS 84).
    """

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    length_km = models.FloatField(null=True, blank=True)
    flows_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="tributaries"
    )
    meets_at_km = models.FloatField(null=True, blank=True)  # on the river that it flows into
    course = models.JSONField(default=list)
    source = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the key for searching with the names."""
        self.search_key = fold(f"{self.name} {self.name_en}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Station(models.Model):
    """A measuring place: an automatic station, or a point where samples are taken."""

    class Medium(models.TextChoices):
        """What is measured, as :class:`xanh.observations.tables.Medium`."""

        AIR = "air", "Không khí xung quanh"
        SURFACE_WATER = "surface-water", "Nước mặt"
        GROUNDWATER = "groundwater", "Nước dưới đất"
        WASTEWATER = "wastewater", "Nước thải"
        STACK = "stack", "Khí thải"
        WEATHER = "weather", "Khí tượng"
        UNKNOWN = "unknown", "Chưa rõ"

    key = models.CharField(max_length=80, unique=True, validators=[KEY])
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    medium = models.CharField(max_length=16, choices=Medium, default=Medium.AIR)
    latitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    elevation = models.FloatField(null=True, blank=True)  # [m]
    address = models.CharField(max_length=300, blank=True)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="stations"
    )
    river = models.ForeignKey(
        River, null=True, blank=True, on_delete=models.PROTECT, related_name="stations"
    )
    river_km = models.FloatField(null=True, blank=True)  # from the source [km]
    operator = models.CharField(max_length=200, blank=True)  # who runs it
    operator_email = models.EmailField(blank=True)  # who is told in the morning
    seconds = models.PositiveIntegerField(default=300)  # between two files [s]
    ahead = models.PositiveIntegerField(default=900)  # its clock may run ahead by this [s]
    aliases = models.JSONField(default=list, blank=True)  # other keys under which it sends
    account = models.CharField(max_length=80, blank=True)  # FTP; empty: none
    password = models.CharField(max_length=300, blank=True)  # hashed
    opened = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)
    public = models.BooleanField(default=True)
    simulated = models.BooleanField(default=False)
    search_key = models.TextField(editable=False)
    sort_key = models.CharField(max_length=400, editable=False)

    class Meta:
        ordering = ["sort_key", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=~models.Q(account=""),
                name="station_account_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the derived keys with the names."""
        self.search_key = fold(f"{self.name} {self.name_en} {self.key} {self.address}")
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Instrument(models.Model):
    """What one station measures, and with what."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="instruments")
    parameter = models.CharField(max_length=60)  # Xanh's own name
    name = models.CharField(max_length=200, blank=True)  # make, model, serial number
    method = models.CharField(max_length=200, blank=True)
    low = models.FloatField(null=True, blank=True)  # measuring range, in the parameter's unit
    high = models.FloatField(null=True, blank=True)
    detection_limit = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=30, blank=True)  # sent when the file names none
    calibrated = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["station", "parameter"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "parameter"], name="instrument_station_parameter_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.station.key} {self.parameter}"


class Client(models.Model):
    """A program that may send readings over the API.

    Its token is kept only as a SHA-256. ``stations`` are those that it may send for.
    """

    name = models.CharField(max_length=120, unique=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    stations = models.ManyToManyField(Station, blank=True, related_name="clients")
    active = models.BooleanField(default=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made = models.DateTimeField(auto_now_add=True)
    last_used = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StationEvent(models.Model):
    """What people did to a station's records: registered, changed, replayed, corrected …

    Rows are only ever added (:mod:`xanh.office.append_only`).
    """

    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT, related_name="events")
    station_key = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.station_key} {self.kind}"


class MorningMail(models.Model):
    """One message about stations that was sent to an operator; one a day and address."""

    day = models.DateField()
    address = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    sent = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-day", "address"]
        constraints = [
            models.UniqueConstraint(fields=["day", "address"], name="morning_mail_unique")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.address}"
