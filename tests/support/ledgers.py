"""Ledger documents as a person writes them, for the tests of ``pos-member ledger``."""

from pos_member.domain.errors import Refused
from pos_member.domain.ledger_file import Answer, answer

NOON = "2026-11-22T12:00:00+08:00"
LATER = "2026-11-23T12:00:00+08:00"
PROGRAM = {
    "version": 1,
    "tiers": [{"id": "plain", "name": {"zh": "普通", "en": "Plain"}}],
    "points": {
        "earn_points": 1,
        "earn_per": "1.00",
        "step_points": 100,
        "step": "1.00",
        "share_of_bill_bp": 5000,
        "lifetime_days": 365,
    },
    "coupons": [
        {"id": "c50", "name": {"zh": "满50减10", "en": "10 off 50"}, "minimum": "50.00",
         "amount": "10.00"},
    ],
    "stored_value": {
        "offers": [{"id": "o500", "pay": "500.00", "bonus": "50.00", "points": 100}],
        "balance_cap": "1000.00",
        "free_multiple": "1.00",
    },
    "packages": [
        {"id": "care", "name": "Care", "sku": "PK", "sessions": 5, "services": ["wash"],
         "lifetime_days": 30},
    ],
    "returns": {"days": 30, "categories": [{"category": "books", "days": 0}]},
    "spending": {"day_max": "300.00"},
    "cash": {"coin": "0.10", "rounding": "down"},
}  # fmt: skip
MEMBER = {
    "id": "m1",
    "tier": "plain",
    "principal": "100.00",
    "bonus": "20.00",
    "points": [{"lot": "old", "amount": 300, "last_day": "2026-12-31"}],
    "coupons": [{"id": "k1", "template": "c50"}],
}


def sentences(error: Refused) -> dict[str, str]:
    """Return the code for a sentence: what the texts are is another's matter."""
    return {"zh": error.code, "en": error.code}


def sale(*prices: str, **fields: object) -> dict:
    """Return a sale at noon of lines named by their place, to ``m1``."""
    lines = [{"id": str(place), "price": price} for place, price in enumerate(prices, start=1)]
    return {"do": "sale", "at": NOON, "member": "m1", "basket": {"lines": lines}, **fields}


def by(kind: str, amount: str, **fields: object) -> dict:
    """Return a tender."""
    return {"kind": kind, "amount": amount, **fields}


def step(do: str, **fields: object) -> dict:
    """Return a step a day later."""
    return {"do": do, "at": LATER, **fields}


def document(*steps: dict, member: dict | None = None, **program: object) -> dict:
    """Return a document with one member, and whatever ``program`` says anew."""
    return {"program": PROGRAM | program, "members": [member or MEMBER], "steps": list(steps)}


def played(*steps: dict, member: dict | None = None, **program: object) -> Answer:
    """Return the answer to ``document``."""
    return answer(document(*steps, member=member, **program), sentences)


def held(answered: Answer, place: int = -1) -> dict[str, object]:
    """Return account → amount after the step at ``place``, the shop's own left out."""
    part = answered.document["steps"][place]
    return {
        each["account"]: each["amount"]
        for each in part["accounts"]
        if not each["account"].startswith("store/")
    }


def lots(answered: Answer, place: int = -1) -> dict[str, object]:
    """Return lot → amount after the step at ``place``."""
    return {each["lot"]: each["amount"] for each in answered.document["steps"][place]["lots"]}


def reasons(answered: Answer) -> list[str | None]:
    """Return why each step was refused."""
    found = [each["refused"] for each in answered.document["steps"]]
    return [each and each["reason"] for each in found]
