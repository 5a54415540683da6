"""Plans with versions: what each version orders, what was read, what people changed.

A version's records (tasks, targets, measures, duties) hold the values in force: what was read,
with the edits of people applied. What was read is kept unchanged in ``PlanVersion.reading``, each
edit in :class:`Edit`. Only drafts are edited; a published version changes by a new version.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from xanh.office.organisations.models import Organisation, Resolution
from xanh.office.places.models import Place


class Original(models.Model):
    """A file as it was received, kept under its SHA-256."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    received_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One file on its way to a draft. Acknowledged once the row and the file are on disk.

    A refused file is not kept: then ``original`` is None and the name and the error remain.
    """

    class State(models.TextChoices):
        """received -> reading -> read or refused; a restart puts reading back to received."""

        RECEIVED = "received", "Đã nhận"
        READING = "reading", "Đang đọc"
        READ = "read", "Đã đọc"
        REFUSED = "refused", "Không đọc được"

    name = models.CharField(max_length=255)
    original = models.ForeignKey(
        Original, null=True, blank=True, on_delete=models.PROTECT, related_name="imports"
    )
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    version = models.OneToOneField(
        "PlanVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="arrival"
    )
    error_code = models.CharField(max_length=60, blank=True)
    error_vi = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class Plan(models.Model):
    """A plan over all its versions; its address stays when it is amended.

    Number, place and year say which plan a document belongs to: numbers start again every year.
    """

    slug = models.SlugField(max_length=120, unique=True)
    number = models.TextField()
    number_key = models.CharField(max_length=200, db_index=True, editable=False)
    year = models.PositiveIntegerField(null=True, blank=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT)
    current = models.OneToOneField(
        "PlanVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="current_of"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.number


class PlanVersion(models.Model):
    """One reading of one document of a plan.

    ``amended`` is the state of a version that a later version of the same plan took over from;
    ``replaced`` that of the last version of a plan that another plan replaces.
    """

    class State(models.TextChoices):
        """draft -> published -> amended or replaced; draft -> discarded."""

        DRAFT = "draft", "Dự thảo"
        PUBLISHED = "published", "Đã công bố"
        AMENDED = "amended", "Đã sửa đổi"
        REPLACED = "replaced", "Đã thay thế"
        DISCARDED = "discarded", "Đã bỏ"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    sequence = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    number = models.TextField(blank=True)
    kind = models.TextField(blank=True)
    issuer = models.TextField(blank=True)
    place_written = models.TextField(blank=True)
    issued = models.DateField(null=True, blank=True)
    effective = models.DateField(null=True, blank=True)
    title = models.TextField(blank=True)
    signer = models.TextField(blank=True)
    original = models.ForeignKey(Original, null=True, blank=True, on_delete=models.PROTECT)
    form = models.CharField(max_length=8, blank=True)
    text = models.TextField(blank=True)  # what the anchors refer to; empty for the bundled plan
    reading = models.JSONField()  # the contract's JSON exactly as read; never changed
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["plan_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "sequence"], name="version_sequence_unique"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state="published"), name="one_published_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.state})"


class Anchored(models.Model):
    """A record taken from a version's text: ``key`` is its id in the reading ("task-1-1-7").

    ``start`` and ``end`` are offsets into ``version.text``; None when a person added the record
    or when the version has no text. ``removed`` hides a record that a person struck out.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="%(class)ss")
    key = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    removed = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="%(class)s_key_unique")
        ]


class Task(Anchored):
    """One row of an appendix or one labelled block of the body."""

    table = models.PositiveIntegerField(null=True, blank=True)
    group = models.PositiveIntegerField(null=True, blank=True)
    group_title = models.TextField(blank=True)
    number = models.TextField(blank=True)
    title = models.TextField()
    period_text = models.TextField(blank=True)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    recurrence = models.CharField(max_length=30, blank=True)
    field = models.CharField(max_length=40, blank=True)  # code of xanh.office.plans.fields
    extra = models.JSONField(default=dict, blank=True)
    search_key = models.TextField(editable=False)
    sort_key = models.TextField(editable=False)

    def __str__(self) -> str:
        return self.title


class Target(Anchored):
    """A number that the plan sets. ``year`` is None when the text gives none."""

    subject = models.TextField()
    comparator = models.CharField(max_length=2)
    value = models.FloatField()
    unit = models.TextField(blank=True)
    stretch_comparator = models.CharField(max_length=2, blank=True)
    stretch_value = models.FloatField(null=True, blank=True)
    year = models.PositiveIntegerField(null=True, blank=True)
    relative_to = models.PositiveIntegerField(null=True, blank=True)
    search_key = models.TextField(editable=False)

    def __str__(self) -> str:
        return self.subject


class Measure(Anchored):
    """One clause of the body, with its path in the outline (["II", "3", "b"])."""

    path = models.JSONField(default=list)
    text = models.TextField()
    search_key = models.TextField(editable=False)

    def __str__(self) -> str:
        return self.text


class Duty(Anchored):
    """Something owed by a date. ``inclusive`` is false for "trước ngày"."""

    text = models.TextField()
    to = models.TextField(blank=True)
    recurrence = models.CharField(max_length=30, blank=True)
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    day = models.PositiveSmallIntegerField(null=True, blank=True)
    year = models.PositiveIntegerField(null=True, blank=True)
    inclusive = models.BooleanField(default=True)
    search_key = models.TextField(editable=False)

    class Meta(Anchored.Meta):
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return self.text


class Party(models.Model):
    """One organisation, or one collective name, in one role for one task or duty.

    ``written`` is the name as the document writes it. ``organisation`` is set for a known body;
    ``rule`` for a collective name, resolved on the plan's date in ``resolution``; neither when
    nobody has said yet who is meant (then the version has a finding).
    """

    class Role(models.TextChoices):
        """Who answers, who helps, who owes."""

        LEAD = "lead", "Chủ trì"
        PARTNER = "partner", "Phối hợp"
        DEBTOR = "debtor", "Thực hiện nghĩa vụ"

    task = models.ForeignKey(
        Task, null=True, blank=True, on_delete=models.CASCADE, related_name="parties"
    )
    duty = models.ForeignKey(
        Duty, null=True, blank=True, on_delete=models.CASCADE, related_name="parties"
    )
    role = models.CharField(max_length=8, choices=Role)
    position = models.PositiveSmallIntegerField()
    written = models.TextField()
    condition = models.TextField(blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="parties"
    )
    rule = models.CharField(max_length=40, blank=True)
    resolution = models.ForeignKey(
        Resolution, null=True, blank=True, on_delete=models.PROTECT, related_name="parties"
    )

    class Meta:
        ordering = ["role", "position"]
        indexes = [models.Index(fields=["organisation", "role"], name="party_organisation_role")]
        constraints = [
            models.CheckConstraint(
                condition=Q(task__isnull=False, duty__isnull=True)
                | Q(task__isnull=True, duty__isnull=False),
                name="party_of_one_record",
            )
        ]

    def __str__(self) -> str:
        return self.written


class Reference(models.Model):
    """Another document that a version replaces or cites."""

    class Relation(models.TextChoices):
        """What the version does with the other document."""

        REPLACES = "replaces", "Thay thế"
        CITES = "cites", "Dẫn chiếu"

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="references")
    relation = models.CharField(max_length=8, choices=Relation)
    number = models.TextField()
    kind = models.TextField(blank=True)
    issued = models.DateField(null=True, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["relation", "id"]

    def __str__(self) -> str:
        return self.number


class Finding(models.Model):
    """Something a person must look at; settled by a person, with a note."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=60)
    message = models.TextField()
    message_en = models.TextField()
    about = models.CharField(max_length=60, blank=True)  # the key of a record of the version
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["version_id", "id"]

    def __str__(self) -> str:
        return self.code


class Edit(models.Model):
    """One change by a person to one field of one record of a draft.

    Rows are only ever added: triggers refuse the rest.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="edits")
    record = models.CharField(max_length=60)  # the key of the record; "document" for the header
    field = models.CharField(max_length=40)  # "added" and "removed" for whole records
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["version_id", "id"]

    def __str__(self) -> str:
        return f"{self.record}.{self.field}"


class Event(models.Model):
    """One change of state of a version, with who and when. Rows are only ever added (triggers)."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="events")
    what = models.CharField(max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["version_id", "id"]

    def __str__(self) -> str:
        return self.what


class SearchEntry(models.Model):
    """One thing that search finds; rebuilt when a plan is published and when lists are loaded.

    ``key`` holds the folded words, each with a space before it, the title's first.
    """

    class Kind(models.TextChoices):
        """What is found, in the order in which equal hits are shown."""

        PLAN = "plan", "Kế hoạch"
        ORGANISATION = "organisation", "Cơ quan, đơn vị"
        TARGET = "target", "Chỉ tiêu"
        TASK = "task", "Nhiệm vụ"
        DUTY = "duty", "Nghĩa vụ"
        MEASURE = "measure", "Giải pháp"
        PLACE = "place", "Địa bàn"

    kind = models.CharField(max_length=12, choices=Kind)
    rank = models.PositiveSmallIntegerField()
    title = models.TextField()
    title_en = models.TextField(blank=True)
    key = models.TextField()
    version = models.ForeignKey(
        PlanVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    record = models.CharField(max_length=60, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    def __str__(self) -> str:
        return self.title
