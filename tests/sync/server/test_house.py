"""The house keeps its secrets out of traces."""

from sync.server.house import House


def test_keys_are_not_shown(house: House) -> None:
    assert repr(house.field_key) not in repr(house)
    assert repr(house.phone_index_key) not in repr(house)


def test_a_house_is_in_its_shops_zone_and_currency(house: House) -> None:
    assert (house.store.zone, house.store.currency) == ("Asia/Shanghai", "CNY")
