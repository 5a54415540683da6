from __future__ import annotations

import pytest

from xanh.errors import XanhError
from xanh.office.monitoring import clients
from xanh.office.monitoring.models import Client, Station, StationEvent

pytestmark = pytest.mark.django_db


def test_token_is_known_only_to_its_program_and_ends_when_it_is_switched_off():
    station = Station.objects.create(key="A", name="A")
    client, token = clients.add_client(" Phần mềm  A ", [station])
    assert client.name == "Phần mềm A"
    assert token not in str(list(Client.objects.values())) + str(
        list(StationEvent.objects.values())
    )
    assert clients.client_of(token) == client
    assert clients.client_of(token + "x") is None
    clients.switch(client, False)
    assert clients.client_of(token) is None
    clients.switch(client, True)
    other = clients.new_token(client)
    assert clients.client_of(token) is None
    assert clients.client_of(other) == client
    clients.set_stations(client, [])
    assert list(client.stations.all()) == []
    assert StationEvent.objects.filter(kind="client").count() == 5


@pytest.mark.parametrize(("name", "code"), [("A", "client-exists"), ("  ", "client-name")])
def test_a_second_program_of_a_name_and_one_without_are_refused(name: str, code: str):
    clients.add_client("A", [])
    with pytest.raises(XanhError) as refused:
        clients.add_client(name, [])
    assert refused.value.code == code
    assert Client.objects.count() == 1
