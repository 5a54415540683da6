"""A server that is killed at any moment loses nothing that it acknowledged."""

from __future__ import annotations

import json
import signal

import pytest

from office.house import furnish, house, run, run_well

# The reader of these programs ends the process as a power cut would, at a chosen moment.
PROGRAM = """
import io, os, signal
from office import readings
from xanh.office.plans import importing, drafts, originals

def die(*_args, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

def read(path, **_more):
    document = {"text": path.read_text(), "form": "text", "encoding": "utf-8"}
    return {"document": document, "plan": readings.reading()}

importing.read_plan_isolated = read
MOMENT
arrival = importing.receive(io.BytesIO("kế hoạch".encode()), "kế hoạch.txt", None)
print(arrival.pk, flush=True)
importing.read_import(arrival.pk)
"""
RESUME = """
import json
from office import readings
from xanh.office.plans import importing
from xanh.office.plans.models import Import, PlanVersion, Plan, Event

def read(path, **_more):
    document = {"text": path.read_text(), "form": "text", "encoding": "utf-8"}
    return {"document": document, "plan": readings.reading()}

importing.read_plan_isolated = read
before = list(Import.objects.values_list("pk", "state"))
importing.resume_imports()
importing._workers.shutdown(wait=True)
print(json.dumps({
    "before": before,
    "after": list(Import.objects.values_list("pk", "state")),
    "versions": list(PlanVersion.objects.values_list("state", "text")),
    "plans": Plan.objects.count(),
    "events": Event.objects.count(),
}))
"""
MOMENTS = {
    "before the reader starts": "importing._read = die",
    "while the document is read": "importing.read_plan_isolated = die",
    "before the draft is entered": "importing.create_draft = die",
    "in the middle of the draft": "drafts._store_references = die",
    "after the draft, before the import is marked": """
real = importing.create_draft
def create_and_die(*args):
    real(*args)
    die()
importing.create_draft = create_and_die
""",
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), house(tmp_path_factory.mktemp("killed")) as found:
        furnish(found)
        yield found


@pytest.mark.parametrize("moment", list(MOMENTS))
def test_an_acknowledged_import_survives_a_kill_and_finishes_after_a_restart(environment, moment):
    run_well(environment, "from django.core.management import call_command\n"
             "from xanh.office.plans.models import Plan\n"
             "Plan.objects.update(current=None)\n"
             "call_command('flush', interactive=False, verbosity=0)\n"
             "from xanh.office.places.loading import load_places; load_places()\n")  # fmt: skip
    killed = run(environment, PROGRAM.replace("MOMENT", MOMENTS[moment]))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert killed.stdout.strip(), "the import was acknowledged"
    report = json.loads(run_well(environment, RESUME))
    pk = int(killed.stdout)
    assert report["before"] == [[pk, "reading"]]
    assert report["after"] == [[pk, "read"]]
    assert report["versions"] == [["draft", "kế hoạch"]]
    assert (report["plans"], report["events"]) == (1, 1)


def test_a_kill_between_file_and_record_leaves_nothing_acknowledged(environment):
    moment = "originals.Original.objects.get_or_create = die"
    run_well(environment, "from django.core.management import call_command\n"
             "call_command('flush', interactive=False, verbosity=0)\n")  # fmt: skip
    killed = run(environment, PROGRAM.replace("MOMENT", moment))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert killed.stdout == ""
    report = json.loads(run_well(environment, RESUME))
    assert (report["before"], report["versions"]) == ([], [])
