"""What the API says, field by field."""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from ninja import Field, Schema

Item = TypeVar("Item")
State = Literal["published", "amended", "replaced"]


class Page(Schema, Generic[Item]):
    """Some rows of a list and the number of all of them."""

    count: int = Field(description="Number of all rows that match, whatever the limit.")
    items: list[Item] = Field(description="The rows from `offset`, at most `limit` of them.")


class Refusal(Schema):
    """Why a request was refused, in two languages."""

    code: str = Field(description="Stable identifier of the refusal, in kebab case.")
    vi: str = Field(description="What happened and what to do, in Vietnamese.")
    en: str = Field(description="The same in English.")


class SourceOut(Schema):
    """Where a record stands in the text of its document."""

    start: int = Field(description="Offset of the first character.")
    end: int = Field(description="Offset after the last character.")


class ReferenceOut(Schema):
    """Another document that a plan names."""

    number: str = Field(description="Document number, normalised.")
    kind: str | None = Field(description="Kind of document, in Vietnamese as written.")
    issued: date | None = Field(description="Date of issue, where the plan gives one.")


class PlanOut(Schema):
    """A plan in the version that is in force."""

    slug: str = Field(description="Identifier of the plan; it stays when the plan is amended.")
    number: str = Field(description="Document number, such as 249/KH-UBND.")
    kind: str | None = Field(description="Kind of document, in Vietnamese.")
    title: str | None = Field(description="Title of the document.")
    issuer: str | None = Field(description="Who issued it.")
    issued: date | None = Field(description="Date of issue.")
    effective: date | None = Field(description="First day in force.")
    state: State = Field(description="`published` is in force; the others no longer are.")
    version: int = Field(description="Number of this version of the plan, from 1.")
    published_at: datetime | None = Field(description="When it was published here, in UTC.")
    task_count: int = Field(description="Number of tasks.")
    target_count: int = Field(description="Number of targets.")
    duty_count: int = Field(description="Number of duties.")
    measure_count: int = Field(description="Number of measures.")
    url: str = Field(description="Address of its page.")


class VersionOut(Schema):
    """One published version of a plan."""

    version: int = Field(description="Number of the version, from 1.")
    state: State = Field(description="`published` is in force; the others no longer are.")
    number: str = Field(description="Number of the document of this version.")
    published_at: datetime | None = Field(description="When it was published here, in UTC.")


class PlanDetail(PlanOut):
    """A plan with the documents that it names and its history."""

    signer: str | None = Field(description="Who signed the document.")
    place: str | None = Field(description="Code of the place that the plan is for.")
    replaces: list[ReferenceOut] = Field(description="Documents that it replaces.")
    cites: list[ReferenceOut] = Field(description="Documents that it cites.")
    versions: list[VersionOut] = Field(description="Published versions, the latest first.")


class PartyOut(Schema):
    """An organisation, or a collective name, in one role."""

    written: str = Field(description="Name as the document writes it.")
    organisation: str | None = Field(description="Slug of the organisation, where it is known.")
    collective: str | None = Field(
        description="Rule of a collective name such as all wards and communes."
    )
    resolved_on: date | None = Field(description="Date on which the collective name was resolved.")
    condition: str | None = Field(description="When this lead is the lead, as written.")


class PeriodOut(Schema):
    """When a task is to be done."""

    text: str = Field(description="Words of the document.")
    start: date | None = Field(description="First day, where the words give one.")
    end: date | None = Field(description="Last day, where the words give one.")
    recurrence: str | None = Field(description="yearly, quarterly, monthly, continuous or null.")


class TaskOut(Schema):
    """One task of a plan."""

    id: str = Field(description="Identifier within the plan.")
    plan: str = Field(description="Slug of the plan.")
    table: int | None = Field(description="Number of the appendix table; null in the body.")
    group: int | None = Field(description="Number of the group of rows.")
    group_title: str | None = Field(description="Heading of the group.")
    number: str | None = Field(description="Number of the row as written.")
    title: str = Field(description="What is to be done.")
    leads: list[PartyOut] = Field(description="Who answers for it.")
    partners: list[PartyOut] = Field(description="Who helps.")
    period: PeriodOut | None = Field(description="When; null where the document says nothing.")
    field: str | None = Field(description="Code of the field of work, derived from the words.")
    extra: dict[str, str] = Field(description="Other columns of the row, by their headings.")
    source: SourceOut | None = Field(description="Where it stands in the stored text, if stored.")
    url: str = Field(description="Address of its page.")


class StretchOut(Schema):
    """A value to strive for beyond the one required."""

    comparator: str = Field(description="One of =, >, >=, <, <=.")
    value: float = Field(description="The value, in the target's unit.")


class TargetOut(Schema):
    """One number that a plan sets."""

    id: str = Field(description="Identifier within the plan.")
    plan: str = Field(description="Slug of the plan.")
    subject: str = Field(description="What is to reach the value.")
    comparator: str = Field(description="One of =, >, >=, <, <=.")
    value: float = Field(description="Required value.")
    unit: str | None = Field(description="Unit as written.")
    stretch: StretchOut | None = Field(description="Value to strive for.")
    year: int | None = Field(description="Year by which; null when the text gives none.")
    relative_to: int | None = Field(description="Base year that the value is relative to.")
    source: SourceOut | None = Field(description="Where it stands in the stored text, if stored.")
    url: str = Field(description="Address of its page.")


class DeadlineOut(Schema):
    """A day of the year."""

    month: int | None = Field(description="Month, 1 to 12.")
    day: int | None = Field(description="Day of the month.")
    year: int | None = Field(description="Year, when it falls once.")
    inclusive: bool = Field(description="False for “before the day”.")


class DutyOut(Schema):
    """Something owed by a date."""

    id: str = Field(description="Identifier within the plan.")
    plan: str = Field(description="Slug of the plan.")
    text: str = Field(description="What is owed, as written.")
    to: str | None = Field(description="To whom, as written.")
    organisations: list[PartyOut] = Field(description="Who owes it.")
    recurrence: str | None = Field(description="yearly, quarterly, monthly, every-N-years or null.")
    deadline: DeadlineOut | None = Field(description="By when.")
    source: SourceOut | None = Field(description="Where it stands in the stored text, if stored.")


class OrganisationOut(Schema):
    """A body that leads tasks, helps with them or owes duties."""

    slug: str = Field(description="Identifier.")
    name: str = Field(description="Name in Vietnamese.")
    name_en: str | None = Field(description="Name in English, where there is one.")
    kind: str = Field(description="ministry, department, commune-committee and others.")
    place: str | None = Field(description="Code of its territory; null for the central level.")
    valid_from: date | None = Field(description="First day of existence, where it matters.")
    valid_to: date | None = Field(description="Last day of existence.")
    url: str = Field(description="Address of its page.")


class OrganisationDetail(OrganisationOut):
    """An organisation with the names that documents give it."""

    written: list[str] = Field(description="Other ways in which documents write its name.")


class PlaceOut(Schema):
    """A province, ward, commune or special zone."""

    code: str = Field(description="Code of the National Statistics Office.")
    name: str = Field(description="Full name in Vietnamese.")
    name_en: str | None = Field(description="Name in English.")
    kind: str = Field(description="province, city, ward, commune or special-zone.")
    parent: str | None = Field(description="Code of the unit above.")
    valid_from: date | None = Field(description="First day of existence, where known.")
    valid_to: date | None = Field(description="Last day of existence.")


class OriginOut(Schema):
    """An old unit that went into a place."""

    code: str = Field(description="Code of the old unit.")
    name: str = Field(description="Name of the old unit.")
    district: str = Field(description="Its old district.")
    province: str = Field(description="Its old province.")
    whole: bool = Field(description="Whether the whole unit went in.")


class PlaceDetail(PlaceOut):
    """A place with the old units that it came from."""

    area_km2: float | None = Field(description="Area [km²].")
    latitude: float | None = Field(description="Latitude of its centre [°].")
    longitude: float | None = Field(description="Longitude of its centre [°].")
    origins: list[OriginOut] = Field(description="Old units that went into it.")
