"""Rivers come with Xanh, and places on them have a kilometre."""

import pytest

from xanh.office.monitoring.models import River
from xanh.office.monitoring.rivers import distance, kilometre, load_rivers


@pytest.mark.django_db
def test_the_six_rivers_are_entered_once_and_what_people_changed_stays():
    load_rivers()
    River.objects.filter(key="nhue").update(name="Sông Nhuệ Giang")
    load_rivers()
    names = dict(River.objects.values_list("key", "name"))
    assert set(names) == {"to-lich", "lu", "set", "kim-nguu", "nhue", "day"}
    assert names["nhue"] == "Sông Nhuệ Giang"
    assert River.objects.get(key="to-lich").flows_into.key == "nhue"


def test_one_degree_of_the_equator_is_111_km():
    assert distance((105.0, 0.0), (106.0, 0.0)) == pytest.approx(111.195, abs=0.001)


def test_a_point_beside_the_course_takes_the_kilometre_of_its_foot():
    course = [(105.0, 21.0), (105.0, 20.9), (105.1, 20.9)]
    first, second = distance(course[0], course[1]), distance(course[1], course[2])
    assert kilometre(course, (105.02, 20.95)) == pytest.approx(first / 2, rel=1e-3)
    assert kilometre(course, (105.05, 20.89)) == pytest.approx(first + second / 2, rel=1e-3)
    assert kilometre(course, (104.9, 21.2)) == 0
