"""Addresses of the editors' pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
