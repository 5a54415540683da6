"""What was received and could not enter the store: why, the file itself, and another try."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xanh.errors import XanhError
from xanh.office.monitoring import working
from xanh.office.monitoring.readings import store
from xanh.office.monitoring.registering import note
from xanh.publishing import wording
from xanh.web.live import parts
from xanh.web.monitoring.forms import language
from xanh.web.monitoring.register import page, person

if TYPE_CHECKING:
    from xanh.observations.receiving.quarantine import BadLine, Held

_FILES, _LINES = 100, 100  # shown
_AT_ONCE = 5_000  # files of one press
_UNKNOWN = re.compile(r"The station (\S+) is not registered")


@never_cache
@require_GET
def quarantine(request: HttpRequest) -> HttpResponse:
    """Show the files that came last, by reason, and the lines that could not be read."""
    held = working.quarantine()
    context = {
        "count": held.count(),
        "reasons": held.by_reason().items(),
        "files": [_file(one) for one in held.latest(_FILES)],
        "lines": [_line(one) for one in held.lines(_LINES)],
    }
    return page(request, "quarantine", "quarantine", context)


@never_cache
@require_GET
def quarantine_file(request: HttpRequest, number: str) -> HttpResponse:  # noqa: ARG001
    """Hand out a file as it was received, as a download and never to be shown."""
    found = working.quarantine().contents([number])
    if not found:
        raise Http404
    response = HttpResponse(found[0][1].content, content_type="application/octet-stream")
    header = content_disposition_header(as_attachment=True, filename=found[0][1].name)
    response.headers["Content-Disposition"] = header or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def replay(request: HttpRequest) -> HttpResponse:
    """Try one file again, or those that came last; what is sound enters the store."""
    from xanh.observations.receiving.taking import Taker

    held = working.quarantine()
    one = request.POST.get("file", "")
    ids = [one] if one else [some.id for some in held.latest(_AT_ONCE)]
    try:
        done = Taker(store(), held).replay(working.tables(), ids)
    except XanhError as error:
        messages.error(request, error.sentence(language()))
        return HttpResponseRedirect(reverse("quarantine"))
    taken = done.files - done.quarantined
    note(None, "replayed", {"files": done.files, "taken": taken}, person(request))
    words = {
        "taken": wording.number(taken, language()),
        "left": wording.number(done.quarantined, language()),
        "new": wording.number(done.counts.new, language()),
    }
    if taken:
        text = _("%(taken)s tệp đã vào kho (%(new)s số đo mới); %(left)s tệp vẫn bị giữ.")
        messages.success(request, text % words)
    else:
        messages.warning(request, _("Chưa tệp nào vào được kho; lý do ghi bên dưới."))
    return HttpResponseRedirect(reverse("quarantine"))


def _file(one: Held) -> dict[str, Any]:
    english = language() == "en"
    unknown = _UNKNOWN.search(one.en) if one.code == "unknown-station" else None
    return {
        "id": one.id,
        "name": one.name,
        "account": one.account,
        "last": parts.local(datetime.fromisoformat(one.last)),
        "times": one.times,
        "size": one.size,
        "reason": one.en if english else one.vi,
        "advice": one.do_en if english else one.do_vi,
        "register": _register_address(unknown[1]) if unknown else "",
    }


def _register_address(key: str) -> str:
    medium = str(working.tables().medium_of_key(key))
    return f"{reverse('register-add')}?{urlencode({'ma': key, 'moi-truong': medium})}"


def _line(one: BadLine) -> dict[str, Any]:
    return {
        "file": one.file,
        "line": one.line,
        "account": one.account,
        "noted": parts.local(datetime.fromisoformat(one.noted)),
        "reason": one.en if language() == "en" else one.vi,
    }
