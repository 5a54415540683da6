"""Who may open which page: one table of rules, and the wrapper that holds every page to it.

A route without a rule is closed to everybody, so that a forgotten line shows at once. Roles of
organisations come later as further rules; a rule is a question about the roles of an account.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _

from xanh.office.accounts import ADMINISTRATOR, EDITOR, MONITOR, ROLES
from xanh.web.public.refusals import refusal

_log = logging.getLogger(__name__)


class Rule(Enum):
    """Who may open a route."""

    PUBLIC = "public"
    OWN_ACCOUNT = "own-account"  # anybody who is signed in, for what is theirs
    EDITOR = "editor"
    MONITOR = "monitor"  # works on stations and readings
    ADMINISTRATOR = "administrator"

    def admits(self, user: User | AnonymousUser) -> bool:
        """Say whether ``user`` may open a route under this rule."""
        if self is Rule.PUBLIC:
            return True
        if not user.is_authenticated or not user.is_active:
            return False
        return self is Rule.OWN_ACCOUNT or self.value in roles_of(user)


def _under(rule: Rule, names: str) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


RULES: dict[str, Rule] = {
    **_under(
        Rule.PUBLIC,
        """
        home plans plan plan-tasks plan-tasks-xlsx plan-tasks-csv plan-task plan-target
        plan-duties plan-duties-ics plan-measures plan-history organisations organisation
        places place search methods look theme sign-in sign-out
        station station-part station-lineage station-data comparison annual annual-xlsx
        downloads download monitoring stations-geojson rivers river
        bulletin bulletin-file
        api-1:api-root api-1:openapi-json api-1:openapi-view api-1:plans api-1:plan api-1:tasks
        api-1:targets api-1:duties api-1:organisations api-1:organisation api-1:places api-1:place
        sensorthings sensorthings-root sensorthings-index
        """,
    ),
    **_under(Rule.OWN_ACCOUNT, "account"),
    **_under(
        Rule.EDITOR,
        """
        imports import-state original review review-difference review-history
        review-record review-edit review-add review-remove review-restore review-settle
        review-reopen review-publish review-discard review-rebase
        """,
    ),
    **_under(
        Rule.MONITOR,
        """
        morning register register-add register-import register-station register-password
        register-closing register-instrument-add register-instrument register-instrument-remove
        readings correction-undo quarantine quarantine-file quarantine-replay
        clients client-add client client-state client-token
        """,
    ),
    **_under(
        Rule.ADMINISTRATOR,
        "accounts account-add account-password account-state account-roles",
    ),
}


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    """Return the roles of an account (:data:`ROLES`), asked for once a request.

    An administrator is a monitor, too.
    """
    if not isinstance(user, User) and not getattr(user, "is_authenticated", False):
        return frozenset()
    known: frozenset[str] | None = getattr(user, "_xanh_roles", None)
    if known is None:
        known = frozenset(user.groups.values_list("name", flat=True)).intersection(ROLES)
        if ADMINISTRATOR in known:
            known |= {MONITOR}
        user._xanh_roles = known  # type: ignore[union-attr]
    return known


def rule_of(match: ResolverMatch) -> Rule | None:
    """Return the rule of a route; None when it has none."""
    return RULES.get(match.view_name)


def context(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of every page asks: what may this reader do?"""
    roles = roles_of(request.user) if hasattr(request, "user") else frozenset()
    return {
        "is_editor": EDITOR in roles,
        "is_monitor": MONITOR in roles,
        "is_administrator": ADMINISTRATOR in roles,
    }


class AccessMiddleware:
    """Hold every page to the rule of its route."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; keep pages of signed-in people out of shared caches."""
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Refuse the request unless the rule of its route admits the reader."""
        match = request.resolver_match
        rule = rule_of(match) if match else None
        if rule is None:
            _log.error("the route %r has no rule", match and match.view_name)
            return _forbidden(request)
        if rule.admits(request.user):
            return None
        return _forbidden(request) if request.user.is_authenticated else _sign_in_first(request)


def _forbidden(request: HttpRequest) -> HttpResponse:
    text = _("Tài khoản của bạn chưa được phép làm việc này. Chưa có gì thay đổi.")
    return refusal(request, 403, _("Không được phép"), text)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page and back; what was typed into a form is not thrown away."""
    if request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request"):
        back = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('sign-in')}?{back}")
    heading = _("Bạn chưa đăng nhập")
    text = _(
        "Phiên làm việc đã hết. Chưa có gì thay đổi. Mở trang đăng nhập trong một thẻ khác, "
        "đăng nhập, rồi quay lại thẻ này và gửi lại: nội dung bạn đã nhập vẫn còn."
    )
    if request.headers.get("HX-Request"):
        message = {"kind": "bad", "heading": heading, "text": text}
        response = render(request, "xanh/parts/message.html", message, status=403)
        response.headers["HX-Reswap"] = "beforebegin"  # the form stays as it is
        return response
    return refusal(request, 403, heading, text)
