"""Addresses of sign-in and of accounts."""

from django.urls import path

from xanh.web.accounts import administration, views

urlpatterns = [
    path("dang-nhap/", views.SignIn.as_view(), name="sign-in"),
    path("dang-xuat/", views.SignOut.as_view(), name="sign-out"),
    path("tai-khoan/", views.own_account, name="account"),
    path("tai-khoan/danh-sach/", administration.account_list, name="accounts"),
    path("tai-khoan/danh-sach/them/", administration.add_account, name="account-add"),
    path(
        "tai-khoan/danh-sach/<int:number>/mat-khau/",
        administration.reset_password,
        name="account-password",
    ),
    path(
        "tai-khoan/danh-sach/<int:number>/trang-thai/",
        administration.set_state,
        name="account-state",
    ),
    path(
        "tai-khoan/danh-sach/<int:number>/viec/",
        administration.set_work,
        name="account-roles",
    ),
]
