"""What the reader chose of a list of tasks: filters, grouping, order; all of it in the address."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xanh.office.organisations.models import Organisation
from xanh.office.plans import queries
from xanh.office.plans.fields import FIELDS
from xanh.office.plans.models import Party, PlanVersion, Task
from xanh.publishing import wording
from xanh.vietnamese import sort_key

SORTS = ("number", "title", "lead", "period", "field")
GROUPS = ("", "group", "lead", "period", "field")
_MOST_YEARS = 50  # that one period adds to the filter
_LONGEST = 200  # [characters] of a word that is looked for


@dataclass(frozen=True)
class Heading:
    """One column of the list: its words, what a press on it sorts by, how it is sorted now.

    ``sort`` is empty where a column cannot be sorted by; ``sorted`` is "", "ascending" or
    "descending".
    """

    name: str
    words: str
    sort: str
    sorted: str


@dataclass(frozen=True)
class Filter:
    """One drop-down of the line of filters."""

    name: str
    label: str
    value: str
    options: list[tuple[str, str]]


@dataclass(frozen=True)
class Choice:
    """What the address asks for; every empty part asks for everything."""

    lead: str = ""
    partner: str = ""
    period: str = ""
    field: str = ""
    text: str = ""
    group: str = ""
    sort: str = ""

    @property
    def any(self) -> bool:
        """Say whether any filter is set."""
        return bool(self.lead or self.partner or self.period or self.field or self.text)

    def tasks(self, version: PlanVersion) -> QuerySet[Task]:
        """Return the chosen tasks of ``version`` with their parties, in the chosen order."""
        return queries.tasks(
            version,
            lead=self.lead,
            partner=self.partner,
            field=self.field,
            text=self.text,
            period=self.period,
            group=self.group,
            sort=self.sort,
        )

    @cached_property
    def headings(self) -> list[Heading]:
        """Return the columns of the list."""
        columns = [
            ("number", _("STT")),
            ("title", _("Nội dung nhiệm vụ")),
            ("lead", _("Cơ quan chủ trì")),
            ("partners", _("Cơ quan phối hợp")),
            ("period", _("Thời gian")),
            ("field", _("Lĩnh vực")),
        ]
        order = self.sort or "number"
        return [_heading(name, words, order) for name, words in columns]


def _heading(name: str, words: str, order: str) -> Heading:
    if name not in SORTS:
        return Heading(name, words, "", "")
    if order == name:
        return Heading(name, words, f"-{name}", "ascending")
    return Heading(name, words, name, "descending" if order == f"-{name}" else "")


def read_choice(query: QueryDict) -> Choice:
    """Read the choice from an address; unknown orders and groups are left out."""
    sort, group = query.get("xep", ""), query.get("nhom", "")
    return Choice(
        lead=query.get("chu-tri", "")[:_LONGEST],
        partner=query.get("phoi-hop", "")[:_LONGEST],
        period=query.get("thoi-gian", "")[:_LONGEST],
        field=query.get("linh-vuc", "")[:_LONGEST],
        text=query.get("tim", "")[:_LONGEST].strip(),
        group=group if group in GROUPS else "",
        sort=sort if sort.removeprefix("-") in SORTS else "",
    )


def filters_of(version: PlanVersion, choice: Choice) -> list[Filter]:
    """Return the drop-downs for the tasks of ``version``, with what occurs in it."""
    language = get_language() or "vi"
    used = set(Task.objects.filter(version=version, removed=False).values_list("field", flat=True))
    fields = [(f.code, f.vi if language == "vi" else f.en) for f in FIELDS if f.code in used]
    return [
        Filter(
            "chu-tri", _("do"), choice.lead,
            [("", _("cơ quan bất kỳ")), *_organisations(version, Party.Role.LEAD, language)],
        ),
        Filter(
            "phoi-hop", _("phối hợp với"), choice.partner,
            [("", _("cơ quan bất kỳ")),
             *_organisations(version, Party.Role.PARTNER, language)],
        ),
        Filter(
            "thoi-gian", _("làm trong"), choice.period,
            [("", _("mọi thời gian")), *_periods(version, language)],
        ),
        Filter("linh-vuc", _("thuộc"), choice.field, [("", _("mọi lĩnh vực")), *fields]),
        Filter(
            "nhom", _("nhóm theo"), choice.group,
            [("", _("không nhóm")), ("group", _("phụ lục và nhóm")),
             ("lead", _("cơ quan chủ trì")), ("period", _("thời gian")), ("field", _("lĩnh vực"))],
        ),
    ]  # fmt: skip


def _organisations(version: PlanVersion, role: str, language: str) -> list[tuple[str, str]]:
    """Return the organisations that occur in a role, in alphabetical order."""
    rows = (
        Organisation.objects.filter(parties__role=role, parties__task__version=version)
        .distinct()
        .values_list("slug", "name", "name_en")
    )
    names = [(slug, (en or name) if language == "en" else name) for slug, name, en in rows]
    return sorted(names, key=lambda pair: sort_key(pair[1]))


def _periods(version: PlanVersion, language: str) -> list[tuple[str, str]]:
    """Return the years that the periods touch, and the recurrences that occur."""
    rows = Task.objects.filter(version=version, removed=False).values_list(
        "period_start", "period_end", "recurrence"
    )
    years: set[int] = set()
    often: set[str] = set()
    for start, end, recurrence in rows:
        bounds = [day.year for day in (start, end) if day]
        if bounds:
            years.update(range(bounds[0], min(bounds[-1], bounds[0] + _MOST_YEARS) + 1))
        if recurrence:
            often.add(recurrence)
    named = [(str(year), str(year)) for year in sorted(years)]
    return named + [(code, wording.recurrence(code, language)) for code in sorted(often)]
