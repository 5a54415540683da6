"""One target with the sentence that sets it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xanh.office.plans.models import Edit, Finding, Target
from xanh.web.public.addresses import keys_of
from xanh.web.public.plans import plan_context
from xanh.web.public.reading import find_version
from xanh.web.public.sentence import sentence_of


def target(request: HttpRequest, slug: str, key: str, sequence: int | None = None) -> HttpResponse:
    """Show one target."""
    version = find_version(slug, sequence)
    found = Target.objects.filter(version=version, key__in=keys_of(key), removed=False).first()
    if found is None:
        raise Http404
    found.version = version
    context = plan_context(version, "plan") | {
        "target": found,
        "sentence": sentence_of(found),
        "edits": Edit.objects.filter(version=version, record=found.key),
        "findings": Finding.objects.filter(version=version, about=found.key),
    }
    return render(request, "xanh/public/target.html", context)
