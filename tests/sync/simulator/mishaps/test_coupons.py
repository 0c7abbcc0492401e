"""A manager gives a coupon to somebody whom the server knows."""

from pos_member.domain.ledger import COUPON
from sync.server import tables
from sync.simulator.mishap import Blow
from sync.simulator.mishaps.coupons import MISHAPS


def test_a_member_that_the_server_knows_is_given_a_coupon(scene):
    (issued,) = MISHAPS
    blow = Blow(scene.chain, scene.tills[0], scene.world.chance("blow"))
    assert not issued.strike(blow), "nobody has joined yet"
    scene.enrol(scene.tills[0])
    assert issued.strike(blow)
    (row,) = scene.rows(tables.coupon)
    assert row["template_id"] in ("leased", "open")
    assert [each["unit"] for each in scene.rows(tables.ledger)] == [COUPON]
