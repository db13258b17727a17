import pytest

from portal.core.errors import Invalid, NotFound
from portal.shipping import carriers, places
from tests.shipping import makers


@pytest.fixture(autouse=True)
def iran(session):
    makers.places(session)


def test_provinces_and_cities_stand_in_persian_order(session):
    assert [p.name_fa for p in places.provinces(session)] == ["تهران", "قزوین", "گیلان"]
    assert [c.code for c in places.cities(session, province_code="IR-26")] == ["q2", "q1"]


def test_a_place_is_named_in_both_languages(session):
    place = places.named(session, province_code="IR-23", city_code="t2")

    assert place.title_fa == "تهران، شهریار"
    assert place.title_en == "Shahriar, Tehran"


@pytest.mark.parametrize(
    ("province", "city", "errors"),
    [
        ("IR-99", "t1", {"province_code": "unknown"}),
        ("IR-23", "nowhere", {"city_code": "unknown"}),
        ("IR-23", "q1", {"city_code": "not_in_province"}),
    ],
)
def test_a_place_that_does_not_exist_is_refused(session, province, city, errors):
    with pytest.raises(Invalid) as caught:
        places.named(session, province_code=province, city_code=city)
    assert caught.value.errors == errors


@pytest.mark.parametrize("text", ["شهری", "شهرِي", "shah", "SHAHRIAR"])
def test_a_city_is_found_by_what_people_type(session, text):
    assert [city.code for city in places.search(session, text=text)] == ["t2"]


def test_a_search_may_stay_within_a_province(session):
    assert places.search(session, text="تهران", province_code="IR-01") == []
    assert places.search(session, text=" ") == []


@pytest.mark.parametrize("typed", ["1" * 24, "۱" * 24, "1111 1111-1111 1111 1111 1111"])
def test_a_tracking_number_is_brought_to_one_form(session, typed):
    assert carriers.check_tracking(makers.carrier(session), typed) == "1" * 24


@pytest.mark.parametrize(("typed", "code"), [("", "required"), ("123", "wrong_form")])
def test_a_wrong_tracking_number_is_refused(session, typed, code):
    with pytest.raises(Invalid) as caught:
        carriers.check_tracking(makers.carrier(session), typed)
    assert caught.value.errors == {"tracking": code}


def test_a_courier_needs_no_number(session):
    courier = makers.carrier(session, "courier", tracking_pattern=".{0,30}", tracking_url="")

    assert carriers.check_tracking(courier, " ") == ""
    assert carriers.tracking_url(courier, "5") == ""


def test_the_buyer_gets_a_link_to_follow(session):
    post = makers.carrier(session)

    assert carriers.tracking_url(post, "42") == "https://tracking.example/?id=42"
    assert carriers.by_code(session, "post") is post
    with pytest.raises(NotFound):
        carriers.by_code(session, "pigeon")
