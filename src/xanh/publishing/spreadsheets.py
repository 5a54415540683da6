"""Lists of tasks as .xlsx and .csv, exactly the rows that the reader has chosen."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date

from xanh.office.plans.fields import field_name
from xanh.office.plans.models import Party, Task
from xanh.publishing import wording

Cell = str | date | None
_FIRST_YEAR = 1900  # before it a workbook knows no dates
_LONGEST = 32_767  # [characters] that a cell of a workbook holds
# A cell that begins with one of these is run as a formula by the programs that open a CSV file.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_HEADINGS = {
    "vi": ("Kế hoạch", "Phụ lục", "Nhóm", "STT", "Nhiệm vụ", "Cơ quan chủ trì", "Điều kiện chủ trì",
           "Cơ quan phối hợp", "Thời gian (theo văn bản)", "Bắt đầu", "Kết thúc", "Định kỳ",
           "Lĩnh vực"),
    "en": ("Plan", "Appendix", "Group", "No.", "Task", "Lead", "Condition on the lead",
           "Partners", "Period (as written)", "Start", "End", "Recurrence", "Field"),
}  # fmt: skip
_WIDTHS = (16, 9, 24, 7, 60, 36, 24, 44, 20, 12, 12, 14, 20)


def tasks_xlsx(tasks: Iterable[Task], language: str) -> bytes:
    """Return a workbook with one row a task; dates are dates, text is never a formula.

    Tasks come with ``version`` and ``parties`` at hand, or each costs queries.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Nhiệm vụ" if language == "vi" else "Tasks")
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
        for column, (heading, width) in enumerate(zip(_HEADINGS[language], _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, head)
        last = 0
        for last, task in enumerate(tasks, start=1):
            for column, value in enumerate(_row(task, language)):
                if isinstance(value, date) and value.year >= _FIRST_YEAR:
                    sheet.write_datetime(last, column, value, day)
                else:
                    text = wording.day(value) if isinstance(value, date) else value or ""
                    sheet.write_string(last, column, text[:_LONGEST], wrapped)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(_WIDTHS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return buffer.getvalue()


def tasks_csv(tasks: Iterable[Task], language: str) -> bytes:
    """Return the same rows as CSV: UTF-8 with a mark so that Excel opens Vietnamese right.

    Dates are ISO 8601. A text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_HEADINGS[language])
    for task in tasks:
        writer.writerow([_plain(value) for value in _row(task, language)])
    return buffer.getvalue().encode("utf-8-sig")


def _plain(value: Cell) -> str:
    if isinstance(value, date):
        return value.isoformat()
    text = value or ""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _row(task: Task, language: str) -> list[Cell]:
    parties = list(task.parties.all())

    def names(role: str, text: Callable[[Party], str]) -> str:
        return "; ".join(filter(None, (text(p) for p in parties if p.role == role)))

    return [
        task.version.number,
        str(task.table) if task.table is not None else "",
        task.group_title,
        task.number,
        task.title,
        names(Party.Role.LEAD, lambda p: p.written),
        names(Party.Role.LEAD, lambda p: f"{p.written}: {p.condition}" if p.condition else ""),
        names(Party.Role.PARTNER, lambda p: p.written),
        task.period_text,
        task.period_start,
        task.period_end,
        wording.recurrence(task.recurrence, language) if task.recurrence else "",
        field_name(task.field, language),
    ]
