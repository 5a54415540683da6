"""The HTTP API: what it says, what it refuses, what it never shows."""

from __future__ import annotations

import pytest
from django.test import Client

from web import published as made
from xanh.office.plans.models import PlanVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> PlanVersion:
    made.lists()
    return made.published()


def test_plans_and_one_plan(client: Client, plan: PlanVersion):
    body = client.get("/api/v1/plans").json()
    assert body["count"] == 1
    (row,) = body["items"]
    assert row["slug"] == plan.plan.slug
    assert (row["task_count"], row["target_count"], row["duty_count"]) == (3, 1, 1)
    assert row["url"].startswith("http://testserver/ke-hoach/")
    detail = client.get(f"/api/v1/plans/{plan.plan.slug}").json()
    assert detail["replaces"] == [{"number": "3/KH-UBND", "kind": None, "issued": "2013-09-26"}]
    assert detail["cites"][0]["number"] == "122/NQ-CP"
    assert [v["version"] for v in detail["versions"]] == [1]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", ["task-1-1", "task-1-2", "task-1-3"]),
        ("limit=1&offset=1", ["task-1-2"]),
        ("q=tô lịch", ["task-1-2"]),
        ("q=TO+LICH", ["task-1-2"]),
        ("lead=bo-y-te", ["task-1-3"]),
        ("partner=so-xay-dung", ["task-1-1"]),  # through the collective name
        ("year=2026", ["task-1-1", "task-1-2"]),
        ("field=none", []),
    ],
)
def test_tasks_are_filtered_and_paged(client: Client, plan: PlanVersion, query, ids):
    body = client.get(f"/api/v1/tasks?{query}").json()
    assert [row["id"] for row in body["items"]] == ids
    assert body["count"] == (3 if "limit" in query else len(ids))


def test_task_says_where_it_stands_and_who_is_meant(client: Client, plan: PlanVersion):
    task = client.get("/api/v1/tasks").json()["items"][0]
    assert made.TEXT[task["source"]["start"] : task["source"]["end"]] == task["title"]
    assert task["leads"][0]["organisation"] == "so-nong-nghiep-va-moi-truong"
    assert task["partners"][0]["collective"]
    assert task["partners"][0]["resolved_on"] == "2025-09-11"
    assert task["period"] == {
        "text": "2025 - 2030", "start": "2025-01-01", "end": "2030-12-31", "recurrence": None,
    }  # fmt: skip
    third = client.get("/api/v1/tasks").json()["items"][2]
    assert third["period"] is None


def test_targets_and_duties(client: Client, plan: PlanVersion):
    (target,) = client.get("/api/v1/targets").json()["items"]
    assert (target["comparator"], target["value"], target["unit"]) == (">", 80.0, "%")
    assert target["stretch"] == {"comparator": ">", "value": 85.0}
    assert target["year"] is None
    (duty,) = client.get(f"/api/v1/duties?plan={plan.plan.slug}").json()["items"]
    assert duty["deadline"] == {"month": 12, "day": 1, "year": None, "inclusive": False}
    owed = client.get("/api/v1/duties?organisation=so-xay-dung").json()
    assert owed["count"] == 1
    assert client.get("/api/v1/duties?organisation=bo-y-te").json()["count"] == 0


def test_organisations_and_places(client: Client, plan: PlanVersion):
    body = client.get("/api/v1/organisations?kind=department").json()
    assert [row["slug"] for row in body["items"]] == ["so-nong-nghiep-va-moi-truong", "so-xay-dung"]
    one = client.get("/api/v1/organisations/so-xay-dung").json()
    assert (one["place"], one["name_en"]) == ("01", "Department of Construction")
    body = client.get("/api/v1/places?parent=01").json()
    assert [row["code"] for row in body["items"]] == ["00070"]
    assert client.get("/api/v1/places/00070").json()["parent"] == "01"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("plans/khong-co", 404, "not-found"),
        ("tasks?plan=khong-co", 404, "not-found"),
        ("tasks?lead=khong-co", 404, "not-found"),
        ("places/99999", 404, "not-found"),
        ("tasks?limit=0", 422, "bad-parameter"),
        ("tasks?limit=501", 422, "bad-parameter"),
        ("tasks?year=abc", 422, "bad-parameter"),
        ("organisations?kind=pirate", 422, "bad-parameter"),
    ],
)
def test_refusals_have_a_code_and_two_languages(client: Client, plan, address, status, code):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == status
    assert set(answer.json()) == {"code", "vi", "en"}
    assert answer.json()["code"] == code


def test_writing_is_refused(client: Client, plan: PlanVersion):
    for method in (client.post, client.put, client.patch, client.delete):
        assert method("/api/v1/plans").status_code == 405


def test_unchanged_answers_are_not_sent_again(client: Client, plan: PlanVersion):
    first = client.get("/api/v1/tasks")
    tag = first["ETag"]
    assert first["Last-Modified"].endswith("GMT")
    again = client.get("/api/v1/tasks", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/v1/tasks?limit=1", headers={"If-None-Match": tag}).status_code == 200
    made.published("16/KH-UBND")
    assert client.get("/api/v1/tasks", headers={"If-None-Match": tag}).status_code == 200


def test_number_of_queries_does_not_grow_with_the_rows(
    client: Client, plan: PlanVersion, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10):
        client.get("/api/v1/tasks?limit=500")


def test_drafts_show_nowhere(client: Client, plan: PlanVersion):
    hidden = made.draft()
    made.draft("15/KH-UBND")
    for name in ("plans", f"plans/{plan.plan.slug}", "tasks", "targets", "duties", "organisations",
                 "places", "tasks?q=tuyet+mat", "organisations?q=tuyet"):  # fmt: skip
        body = client.get(f"/api/v1/{name}").content.decode()
        assert "mật của bản nháp" not in body, name
        assert "77/KH-UBND" not in body, name
        assert hidden.plan.slug not in body, name
    assert client.get(f"/api/v1/plans/{hidden.plan.slug}").status_code == 404
    assert client.get(f"/api/v1/tasks?plan={hidden.plan.slug}").status_code == 404


def test_description_is_complete_and_in_english(client: Client):
    description = client.get("/api/v1/openapi.json").json()
    assert description["openapi"].startswith("3.")
    for path, methods in description["paths"].items():
        assert list(methods) == ["get"], path
        assert methods["get"]["description"], path
        for parameter in methods["get"].get("parameters", []):
            assert parameter.get("description") or parameter["schema"].get("description"), (
                path, parameter["name"],
            )  # fmt: skip
    schemas = description["components"]["schemas"]
    for name, schema in schemas.items():
        for field, shape in schema.get("properties", {}).items():
            assert shape.get("description"), (name, field)


def test_reader_of_the_description_loads_nothing_from_outside(client: Client):
    answer = client.get("/api/v1/docs")
    assert b"https://" not in answer.content
    assert "default-src 'self'" in answer["Content-Security-Policy"]
