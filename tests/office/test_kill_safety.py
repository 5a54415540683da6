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
    return {"document": document, "plan": readings.reading(number=path.read_text())}

importing.read_plan_isolated = read
MOMENT
arrival = importing.receive(io.BytesIO(b"NUMBER"), "NUMBER.txt", None)
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
    return {"document": document, "plan": readings.reading(number=path.read_text())}

importing.read_plan_isolated = read
arrivals = Import.objects.filter(name="NUMBER.txt").values_list("pk", "state")
before = dict(arrivals.all())
importing.resume_imports()
importing._workers.shutdown(wait=True)
print(json.dumps({
    "before": before,
    "after": dict(arrivals.all()),
    "versions": list(PlanVersion.objects.filter(number="NUMBER").values_list("state", "text")),
    "plans": Plan.objects.filter(number="NUMBER").count(),
    "events": Event.objects.filter(version__number="NUMBER").count(),
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
    number = f"{list(MOMENTS).index(moment) + 1}/KH-UBND"
    killed = run(environment, program(number, MOMENTS[moment]))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert killed.stdout.strip(), "the import was acknowledged"
    report = json.loads(run_well(environment, RESUME.replace("NUMBER", number)))
    pk = int(killed.stdout)
    assert report["before"] == {str(pk): "reading"}
    assert report["after"] == {str(pk): "read"}
    assert report["versions"] == [["draft", number]]
    assert (report["plans"], report["events"]) == (1, 1)


def test_a_kill_between_file_and_record_leaves_nothing_acknowledged(environment):
    killed = run(
        environment, program("9/KH-UBND", "originals.Original.objects.get_or_create = die")
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert killed.stdout == ""
    report = json.loads(run_well(environment, RESUME.replace("NUMBER", "9/KH-UBND")))
    assert (report["before"], report["versions"]) == ({}, [])


def program(number: str, moment: str) -> str:
    return PROGRAM.replace("NUMBER", number).replace("MOMENT", moment)
