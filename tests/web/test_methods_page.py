"""The page of methods shows the numbers that the software computes with."""

from __future__ import annotations

import pytest
from django.test import Client

from xanh.methods.registry import METHODS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_version_has_its_place_on_the_page(client: Client, prefix: str) -> None:
    text = client.get(f"{prefix}/phuong-phap/").content.decode()
    for method in METHODS:
        assert f'id="{method.key}"' in text
        for version in method.versions:
            assert f'id="{version.id.replace(":", "-")}"' in text
    assert "25 → 50; 50 → 100" in text  # PM2.5 of VN_AQI


def test_numbers_that_nobody_held_against_the_text_say_so(client: Client) -> None:
    text = client.get("/phuong-phap/").content.decode()
    american = text.split('id="us_aqi"')[1].split("</section>")[0]
    assert "chưa được đối chiếu" in american
    vietnamese = text.split('id="vn_aqi"')[1].split("</section>")[0]
    assert "chưa được đối chiếu" not in vietnamese
