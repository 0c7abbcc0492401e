"""Who the server is: its shop, its keys and its rules. A value; where it rests is ``house_file``.

``epoch`` names this life of the database: it is drawn anew when a backup is restored, so that tills
notice that the server may have forgotten something.
"""

from dataclasses import dataclass, field

from pos_member.domain.lease import LeasePolicy
from sync.protocol.signing import SigningKey


@dataclass(frozen=True, slots=True)
class Store:
    """The shop that the tills stand in; ``zone`` is an IANA name, ``currency`` ISO 4217."""

    store_id: str
    name: str
    zone: str = "Asia/Shanghai"
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class House:
    """The server as its functions need it.

    Attributes:
        key: signs replies, snapshots and programs; tills pin its public half.
        member_code_keys: key id (0-255) → the key that signs members' static codes.
        phone_index_key: 32 bytes; phones are found by hashes under it.
        field_key: 32 bytes; personal fields are sealed under it.
        entry_tier: the tier of a new member while there is no program.
    """

    epoch: str
    store: Store
    key: SigningKey
    member_code_keys: dict[int, SigningKey]
    phone_index_key: bytes = field(repr=False)
    field_key: bytes = field(repr=False)
    policy: LeasePolicy = field(default_factory=LeasePolicy)
    entry_tier: str = "regular"

    @property
    def member_code_key_id(self) -> int:
        """Return the id of the key that new member codes are signed with: the newest."""
        return max(self.member_code_keys)
