"""Signing in, being locked out, one's own password, and the administrator's list."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from web.editors import PASSWORD, home, person, signed_in

__all__ = ["home"]
FORM = {"username": "bien-tap", "password": PASSWORD}


def test_sign_in_leads_to_where_the_reader_wanted_to_go(home):
    person("bien-tap")
    client = Client()
    asked = client.get("/en/nhap/")
    assert asked.url == "/en/dang-nhap/?next=%2Fen%2Fnhap%2F"
    page = client.get(asked.url)
    assert 'value="/en/nhap/"' in page.content.decode()
    assert client.post(asked.url, FORM | {"next": "/en/nhap/"}).url == "/en/nhap/"
    assert client.get("/nhap/").status_code == 200


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_sign_in_leads_to_no_other_site(home, target: str):
    person("bien-tap")
    assert Client().post("/dang-nhap/", FORM | {"next": target}).url == "/nhap/"


def test_wrong_password_says_so_once_for_name_and_password(home):
    person("bien-tap")
    answers = [
        Client().post("/dang-nhap/", {"username": name, "password": "sai"})
        for name in ("bien-tap", "khong-ai")
    ]
    for answer in answers:
        assert "Tên hoặc mật khẩu không đúng" in answer.content.decode()


def test_five_wrong_passwords_lock_the_name_for_that_machine_only(home):
    person("bien-tap")
    client = Client(REMOTE_ADDR="10.0.0.5")
    for _attempt in range(5):
        answer = client.post("/dang-nhap/", {"username": "bien-tap", "password": "sai"})
    assert answer.status_code == 429
    assert "Tạm khoá đăng nhập" in answer.content.decode()
    assert client.post("/dang-nhap/", FORM).status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.6").post("/dang-nhap/", FORM).status_code == 302


def test_reset_by_the_administrator_opens_the_lock(home):
    user, boss = person("bien-tap"), person("quan-tri", administrator=True)
    client = Client(REMOTE_ADDR="10.0.0.5")
    for _attempt in range(5):
        client.post("/dang-nhap/", {"username": "bien-tap", "password": "sai"})
    page = signed_in(boss).post(f"/tai-khoan/danh-sach/{user.pk}/mat-khau/").content.decode()
    password = re.search(r'<code class="once"[^>]*>([^<]+)</code>', page)[1]
    assert client.post("/dang-nhap/", FORM | {"password": password}).status_code == 302


def test_sign_out_needs_a_form(home):
    client = signed_in(person("bien-tap"))
    assert client.get("/dang-xuat/").status_code == 405
    assert client.post("/dang-xuat/").status_code == 302
    assert client.get("/nhap/").status_code == 302


def test_own_password_is_changed_with_the_old_one_and_ends_other_sessions(home):
    user = person("bien-tap")
    here, elsewhere = signed_in(user), signed_in(user)
    form = {"old": PASSWORD, "new": "mua-thu-ha-noi-9", "again": "mua-thu-ha-noi-9"}
    wrong = here.post("/tai-khoan/", form | {"old": "sai"})
    assert wrong.status_code == 400
    assert "Mật khẩu hiện nay không đúng" in wrong.content.decode()
    assert here.post("/tai-khoan/", form | {"again": "khac"}).status_code == 400
    assert "phổ biến" in here.post(
        "/tai-khoan/", form | {"new": "password1", "again": "password1"}
    ).content.decode().replace("common", "phổ biến")
    assert here.post("/tai-khoan/", form).status_code == 302
    assert here.get("/nhap/").status_code == 200
    assert elsewhere.get("/nhap/").status_code == 302


def test_administrator_adds_an_account_and_sees_its_password_once(home):
    boss = signed_in(person("quan-tri", administrator=True))
    page = boss.post("/tai-khoan/danh-sach/them/", {"name": "moi"})
    password = re.search(r'<code class="once"[^>]*>([^<]+)</code>', page.content.decode())[1]
    assert "no-store" in page["Cache-Control"]
    user = User.objects.get(username="moi")
    assert user.check_password(password)
    assert len(password.replace("-", "")) == 16
    assert not user.is_superuser
    assert password not in boss.get("/tai-khoan/danh-sach/").content.decode()
    again = boss.post("/tai-khoan/danh-sach/them/", {"name": "moi"})
    assert again.status_code == 400
    assert "Đã có tài khoản moi" in again.content.decode()


def test_stopped_account_is_out_at_once_and_can_come_back(home):
    user, boss = person("bien-tap"), person("quan-tri", administrator=True)
    client = signed_in(user)
    assert client.get("/nhap/").status_code == 200
    address = f"/tai-khoan/danh-sach/{user.pk}/trang-thai/"
    signed_in(boss).post(address, {"active": "0"})
    assert client.get("/nhap/").status_code == 302
    assert Client().post("/dang-nhap/", FORM).status_code == 200
    signed_in(boss).post(address, {"active": "1"})
    assert Client().post("/dang-nhap/", FORM).status_code == 302


def test_nobody_stops_their_own_account(home):
    boss = person("quan-tri", administrator=True)
    signed_in(boss).post(f"/tai-khoan/danh-sach/{boss.pk}/trang-thai/", {"active": "0"})
    boss.refresh_from_db()
    assert boss.is_active


def test_cookies_stay_on_https_where_people_come_by_https(tmp_path):
    import subprocess
    import sys

    program = (
        "from xanh.web import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_PROXY_SSL_HEADER)"
    )
    environment = {"XANH_HOME": str(tmp_path), "XANH_ORIGINS": "https://xanh.example.vn"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True)
    assert done.stdout.split() == [b"True", b"True", b"None"]
