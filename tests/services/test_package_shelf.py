"""What the program offers and the catalogue sells is on the shelf, in the till's language."""

from pos_member.services.package_shelf import shelf
from tests.services.test_packages import PACKAGES
from tests.storage.test_goods import TEA
from tests.support.counter import Counter


def test_the_shelf_shows_what_the_catalogue_sells(counter: Counter) -> None:
    gone = {**PACKAGES[0], "id": "gone", "sku": "sku-9", "services": ["dye"]}
    counter.publish(packages=[*PACKAGES, gone])
    goods = [
        {**TEA, "sku": sku, "name": name, "price_minor": 10_000, "codes": []}
        for sku, name in (("sku-1", "三次卡"), ("wash", "洗吹"))
    ]
    counter.pull(goods=tuple(goods))
    counter.till.language = "en"
    found = shelf(counter.till, counter.now())
    (offer,) = found.offers
    assert (offer.package_id, offer.name, offer.sessions) == ("wash3", "Three washes", 3)
    assert (offer.lifetime_days, offer.goods.price_minor) == (2, 10_000)
    assert (found.service("wash"), found.service("dye")) == ("洗吹", "dye")
