from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from office import readings
from xanh.office.plans import editing
from xanh.office.plans.models import Edit, Event


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Edit, Event])
def test_rows_can_neither_be_changed_nor_deleted(lists, editor, model):
    draft = readings.draft(editor)
    editing.edit(draft, "task-1-1", "title", "Khác", editor)
    before = list(model.objects.values())
    assert before
    column = {"field": "x"} if model is Edit else {"what": "x"}
    for attempt in (lambda: model.objects.update(**column), lambda: model.objects.all().delete()):
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            attempt()
    assert list(model.objects.values()) == before


@pytest.mark.django_db
def test_a_version_and_a_person_with_history_cannot_be_deleted(lists, editor):
    draft = readings.draft(editor)
    with pytest.raises(ProtectedError):
        draft.delete()
    with pytest.raises(ProtectedError):
        editor.delete()


@pytest.mark.django_db(transaction=True)
def test_emptying_the_whole_database_is_still_possible_and_leaves_the_guard(lists, editor):
    readings.draft(editor)
    call_command("flush", interactive=False, verbosity=0)
    assert not Event.objects.exists()
    from xanh.office.places.loading import load_places

    load_places()
    readings.draft()
    with pytest.raises(DatabaseError, match="only ever added"):
        Event.objects.all().delete()
