"""Every route has a rule, and the rule holds for every role and every method."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from web import published
from web.editors import home, person, signed_in
from xanh.office.plans.importing import receive
from xanh.office.plans.models import PlanVersion
from xanh.web.access import RULES, AccessMiddleware, Rule

__all__ = ["home"]
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
ROLES = ("anonymous", "stopped", "editor", "monitor", "administrator")
ADMITTED = {
    Rule.PUBLIC: set(ROLES),
    Rule.OWN_ACCOUNT: {"editor", "monitor", "administrator"},
    Rule.EDITOR: {"editor", "administrator"},
    Rule.MONITOR: {"monitor", "administrator"},
    Rule.ADMINISTRATOR: {"administrator"},
}


def routes(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """Yield the full name of every route, "" for one without a name."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}" if pattern.name else ""


def test_every_route_has_a_rule_and_every_rule_a_route():
    names = set(routes(get_resolver()))
    assert "" not in names, "a route without a name cannot have a rule"
    assert names == set(RULES)


def test_route_without_a_rule_is_closed_even_to_administrators(home, monkeypatch):
    user = person("quan-tri", administrator=True)
    monkeypatch.delitem(RULES, "look")
    assert signed_in(user).get("/look").status_code == 403
    assert signed_in(None).get("/look").status_code == 403


def test_middleware_refuses_what_no_resolver_has_matched():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.resolver_match = None
    assert AccessMiddleware(lambda r: None).process_view(request, None, (), {}).status_code == 403


@pytest.fixture
def house(home) -> dict[str, str]:
    """Return an address of every route, over a published plan and a draft."""
    published.lists()
    shown, draft = published.published(), published.draft()
    arrival = receive(SimpleUploadedFile("a.txt", b"x"), "a.txt", None)
    stranger = person("nguoi-khac")
    plan = {"slug": shown.plan.slug}
    number = {"number": draft.pk}
    finding = draft.findings.create(code="x", message="x", message_en="x")
    arguments = {
        **dict.fromkeys([name for name in RULES if name.startswith("plan-")], plan),
        "plan": plan,
        "plan-task": plan | {"key": "1-1"},
        "plan-target": plan | {"key": "target-1"},
        "organisation": {"slug": "so-xay-dung"},
        "place": {"code": "01"},
        "theme": {"theme": "dark"},
        "sensorthings": {"path": "Things"},
        "station": {"key": "A"},
        "station-lineage": {"key": "A"},
        "station-part": {"key": "A", "part": "lich"},
        "station-data": {"key": "A", "form": "csv"},
        "annual": {"year": 2026},
        "annual-xlsx": {"year": 2026},
        "download": {"form": "csv"},
        "bulletin-file": {"form": "pdf"},
        "river": {"key": "to-lich"},
        "api-1:plan": plan,
        "api-1:organisation": {"slug": "so-xay-dung"},
        "api-1:place": {"code": "01"},
        "account-password": {"number": stranger.pk},
        "account-state": {"number": stranger.pk},
        "account-roles": {"number": stranger.pk},
        **{
            f"register-{act}": {"key": "A"}
            for act in ("station", "password", "closing", "instrument-add")
        },
        "readings": {"key": "A"},
        "correction-undo": {"key": "A", "number": 1},
        "quarantine-file": {"number": "0"},
        **{f"client{act}": {"number": 1} for act in ("", "-state", "-token")},
        "register-instrument": {"key": "A", "parameter": "pm25"},
        "register-instrument-remove": {"key": "A", "parameter": "pm25"},
        "import-state": {"number": arrival.pk},
        "original": {"number": arrival.original_id},
        **dict.fromkeys([name for name in RULES if name.startswith("review")], number),
        "review-add": number | {"kind": "task"},
        **{
            f"review-{act}": number | {"key": "task-1-1"}
            for act in ("record", "edit", "remove", "restore")
        },
        **{f"review-{act}": number | {"finding_id": finding.pk} for act in ("settle", "reopen")},
    }
    return {name: reverse(name, kwargs=arguments.get(name, {})) for name in RULES}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_its_rule_says_and_nothing_else(house, role: str):
    user = None if role == "anonymous" else person(role, role == "administrator", [role])
    client = signed_in(user)
    if role == "stopped":
        user.is_active = False
        user.save()
    wrong = []
    for name, address in house.items():
        for method in METHODS:
            answer = getattr(client, method)(address)
            refused = answer.status_code == 403 or (
                answer.status_code == 302 and "/dang-nhap/" in answer.url and name != "sign-out"
            )
            if refused != (role not in ADMITTED[RULES[name]]):
                wrong.append((name, method, answer.status_code))
            if name == "sign-out" and user is not None and method == "post":
                client = signed_in(user if role != "stopped" else None)
    assert wrong == []


def test_nothing_changed_by_those_who_were_refused(house):
    editor = signed_in(person("bien-tap"))
    draft = PlanVersion.objects.get(state="draft")
    for name, rule in RULES.items():
        if rule in {Rule.EDITOR, Rule.MONITOR, Rule.ADMINISTRATOR}:
            signed_in(None).post(house[name], {"accept": "99", "active": "0"})
    assert draft.edits.count() == 0
    draft.refresh_from_db()
    assert draft.state == "draft"
    for name in ("account-add", "account-password", "account-state"):
        assert editor.post(house[name], {"name": "moi", "active": "0"}).status_code == 403


def test_drafts_are_nowhere_for_readers(house):
    reader = signed_in(None)
    for name, address in house.items():
        if RULES[name] is Rule.PUBLIC and "xlsx" not in name:
            assert published.SECRET not in reader.get(address).content.decode(errors="replace")
    draft = PlanVersion.objects.get(state="draft")
    for page in ("plan", "plan-tasks", "plan-history"):
        slug = draft.plan.slug
        assert reader.get(reverse(page, kwargs={"slug": slug})).status_code == 404
        numbered = reverse(page, kwargs={"slug": slug, "sequence": draft.sequence})
        assert reader.get(numbered).status_code == 404


def test_original_is_a_download_that_no_browser_shows(house):
    answer = signed_in(person("bien-tap")).get(house["original"])
    assert b"".join(answer.streaming_content) == b"x"
    assert answer["Content-Disposition"] == 'attachment; filename="a.txt"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_pages_of_signed_in_people_stay_out_of_shared_caches(house):
    answer = signed_in(person("bien-tap")).get(house["plans"])
    assert "no-store" in answer["Cache-Control"]


def test_form_after_the_session_ended_is_told_to_keep_its_content(house):
    answer = signed_in(None).post(house["review-edit"], headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert answer["HX-Reswap"] == "beforebegin"
    assert "vẫn còn" in answer.content.decode()


def test_forms_of_other_sites_are_refused(house):
    client = signed_in(person("bien-tap"), enforce_csrf_checks=True)
    for name in ("imports", "review-publish", "account", "sign-out"):
        answer = client.post(house[name])
        assert answer.status_code == 403
        assert "Biểu mẫu đã cũ" in answer.content.decode()
