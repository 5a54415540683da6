from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from xanh.errors import XanhError
from xanh.office.accounts import create_account, is_administrator, set_password

pytestmark = pytest.mark.django_db
PASSWORD = "sông Tô Lịch 2026"


def test_an_editor_can_sign_in_and_is_no_administrator():
    user = create_account("lan.anh", PASSWORD)
    request = RequestFactory().post("/")
    assert authenticate(request, username="lan.anh", password=PASSWORD) == user
    assert [g.name for g in user.groups.all()] == ["editor"]
    assert not is_administrator(user)
    assert not user.is_superuser


def test_an_administrator_is_an_editor_too():
    user = create_account("quan-tri", PASSWORD, administrator=True)
    assert sorted(g.name for g in user.groups.all()) == ["administrator", "editor"]
    assert is_administrator(user)


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("", PASSWORD, "bad-account-name"),
        ("lan anh", PASSWORD, "bad-account-name"),
        ("lan", "ngắn", "weak-password"),
        ("co-roi", PASSWORD, "account-exists"),
    ],
)
def test_bad_names_weak_passwords_and_taken_names_are_refused(name, password, code):
    create_account("co-roi", PASSWORD)
    with pytest.raises(XanhError) as refused:
        create_account(name, password)
    assert refused.value.code == code


def test_a_password_can_be_set_and_must_be_strong():
    user = create_account("lan.anh", PASSWORD)
    set_password("lan.anh", "hồ Hoàn Kiếm 1010")
    user.refresh_from_db()
    assert user.check_password("hồ Hoàn Kiếm 1010")
    with pytest.raises(XanhError):
        set_password("lan.anh", "x")
    with pytest.raises(XanhError) as refused:
        set_password("khong-co", PASSWORD)
    assert refused.value.code == "no-such-account"
