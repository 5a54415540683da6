"""Two people who press at once: one wins, the other is told, nothing is half done."""

from __future__ import annotations

import json

import pytest

from office.house import furnish, house, run_well

# Each thread waits at the barrier, then acts; "won" holds results, "lost" the codes of refusals.
THREADS = """
import io, json, threading
from django.db import connections
from office import readings
from xanh.errors import XanhError
from xanh.office.plans import drafts, editing, importing, originals, states
from xanh.office.plans.models import Edit, Event, Import, Original, Plan, PlanVersion

def at_once(*actions):
    barrier, won, lost = threading.Barrier(len(actions)), [], []
    def act(action):
        barrier.wait()
        try:
            won.append(action())
        except XanhError as error:
            lost.append(error.code)
        except Exception as error:
            lost.append(repr(error))
        finally:
            connections.close_all()
    threads = [threading.Thread(target=act, args=[action]) for action in actions]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return won, lost
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), house(tmp_path_factory.mktemp("raced")) as found:
        furnish(found)
        yield found


def report(environment: dict[str, str], program: str):
    return json.loads(run_well(environment, THREADS + program).splitlines()[-1])


def test_of_many_who_publish_one_draft_one_wins(environment):
    found = report(environment, """
draft = readings.draft(document={"number": "1/KH-UBND"})
won, lost = at_once(*[lambda: states.publish(draft, None).pk] * 6)
print(json.dumps([len(won), sorted(set(lost)), Event.objects.filter(
    version=draft, what="published").count(), PlanVersion.objects.filter(
    plan=draft.plan, state="published").count()]))
""")  # fmt: skip
    assert found == [1, ["not-a-draft"], 1, 1]


def test_of_two_drafts_published_at_once_one_wins_and_the_other_must_compare_again(environment):
    found = report(environment, """
readings.published(document={"number": "2/KH-UBND"})
one, two = (readings.draft(document={"number": "2/KH-UBND"}) for _ in range(2))
won, lost = at_once(lambda: states.publish(one, None).pk, lambda: states.publish(two, None).pk)
plan = Plan.objects.get(pk=one.plan_id)
states_now = sorted(plan.versions.values_list("state", flat=True))
print(json.dumps([len(won), lost, states_now, plan.current_id == won[0]]))
""")  # fmt: skip
    assert found == [1, ["plan-moved-on"], ["amended", "draft", "published"], True]


def test_publishing_and_discarding_at_once_do_one_of_both(environment):
    found = report(environment, """
draft = readings.draft(document={"number": "3/KH-UBND"})
won, lost = at_once(lambda: states.publish(draft, None).state,
                    lambda: states.discard(draft, None).state)
draft.refresh_from_db()
print(json.dumps([len(won), lost, draft.state == won[0]]))
""")  # fmt: skip
    assert found == [1, ["not-a-draft"], True]


def test_one_document_imported_many_times_at_once_is_one_plan_with_numbered_versions(environment):
    found = report(environment, """
def create():
    return readings.draft(document={"number": "4/KH-UBND"}).sequence
won, lost = at_once(*[create] * 4)
plans = Plan.objects.filter(number="4/KH-UBND")
print(json.dumps([sorted(won), lost, plans.count()]))
""")  # fmt: skip
    assert found == [[1, 2, 3, 4], [], 1]


def test_an_import_is_claimed_by_one_reader(environment):
    found = report(environment, """
import time
reads = []
def read(path, **_more):
    reads.append(1)
    time.sleep(0.3)
    document = {"text": "x", "form": "text", "encoding": None}
    return {"document": document, "plan": readings.reading(number="5/KH-UBND")}
importing.read_plan_isolated = read
arrival = importing.receive(io.BytesIO(b"nam"), "x.txt", None)
won, lost = at_once(*[lambda: importing.read_import(arrival.pk).state] * 4)
print(json.dumps([sorted(set(won)), lost, len(reads), PlanVersion.objects.filter(
    number="5/KH-UBND").count()]))
""")  # fmt: skip
    assert found == [["read", "reading"], [], 1, 1]


def test_the_same_file_received_many_times_at_once_is_kept_once(environment):
    found = report(environment, """
won, lost = at_once(*[lambda: importing.receive(io.BytesIO(b"sau"), "x.txt", None).original_id] * 5)
original = Original.objects.get(pk=won[0])
print(json.dumps([len(won), lost, len(set(won)), originals.path(original).read_bytes().decode()]))
""")  # fmt: skip
    assert found == [5, [], 1, "sau"]


def test_keeping_and_forgetting_the_same_file_at_once_never_leaves_a_record_without_a_file(
    environment,
):
    found = report(environment, """
bad = 0
for n in range(15):
    content = b"bay %d" % n
    original = originals.store(io.BytesIO(content), "x", 100)
    at_once(lambda: originals.forget(original),
            lambda: originals.store(io.BytesIO(content), "x", 100).pk)
    for kept in Original.objects.filter(sha256=original.sha256):
        bad += not originals.path(kept).exists()
print(json.dumps(bad))
""")  # fmt: skip
    assert found == 0


def test_edits_of_one_field_at_once_are_all_remembered_and_the_stale_ones_refused(environment):
    found = report(environment, """
draft = readings.draft(document={"number": "8/KH-UBND"})
seen = draft.tasks.get(key="task-1-1").title
won, lost = at_once(*[lambda n=n: editing.edit(
    draft, "task-1-1", "title", f"Tên {n}", None, seen=seen).after for n in range(4)])
now = draft.tasks.get(key="task-1-1").title
print(json.dumps([len(won), sorted(set(lost)), now == won[0],
                  Edit.objects.filter(version=draft).count()]))
""")  # fmt: skip
    assert found == [1, ["edited-meanwhile"], True, 1]


def test_records_added_at_once_have_keys_of_their_own(environment):
    found = report(environment, """
draft = readings.draft(document={"number": "9/KH-UBND"})
won, lost = at_once(*[lambda n=n: editing.add(
    draft, "task", {"title": f"Việc {n}"}, None).key for n in range(4)])
print(json.dumps([sorted(won), lost]))
""")  # fmt: skip
    assert found == [[f"added-task-{n}" for n in range(1, 5)], []]
