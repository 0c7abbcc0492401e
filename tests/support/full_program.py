"""A program document in which every field stands, none of them at its default."""

FULL = {
    "schema": 1,
    "version": 3,
    "valid_from_ms": 1_700_000_000_000,
    "currency": "CNY",
    "zone": "Asia/Shanghai",
    "day_cut_hour": 4,
    "tiers": [
        {"id": "plain", "name": "普通"},
        {
            "id": "gold",
            "name": {"zh": "金卡", "en": "Gold"},
            "ramp": "gold",
            "threshold": "500.00",
            "points_multiplier_bp": 12000,
            "discounts": [{"category": "*", "rate_bp": 9000}],
            "excluded_categories": ["cards"],
        },
    ],
    "tier_stacks_on": ["manual_price", "member_price"],
    "points": {
        "earn_points": 2,
        "earn_per": "1.50",
        "step_points": 50,
        "step": "0.50",
        "minimum_points": 100,
        "share_of_bill_bp": 5000,
        "bonus_earns": False,
        "lifetime_days": 730,
    },
    "stored_value": {
        "offers": [
            {
                "id": "o500",
                "pay": "500.00",
                "bonus": "50.00",
                "points": 100,
                "label": {"zh": "热门", "en": "Popular"},
            },
            {"id": "o1000", "pay": "1000.00"},
        ],
        "free_multiple": "100.00",
        "free_takes_lower_offer": True,
        "minimum": "100.00",
        "maximum": "5000.00",
        "order": "proportional",
        "balance_cap": "5000.00",
    },
    "coupons": [
        {
            "id": "c50",
            "name": "满50减10",
            "minimum": "50.00",
            "amount": "10.00",
            "excluded_categories": ["cards"],
            "excludes_reduced": True,
        }
    ],
    "coupons_per_sale": 2,
    "cash": {"coin": "0.10", "rounding": "down"},
    "approvals": {
        "bonus_max": "200.00",
        "price_override_bp_max": 1000,
        "offline_spend_without_code": False,
    },
    "spending": {"single_max": "1000.00", "day_max": "5000.00"},
    "leases": {
        "share_bp": 4000,
        "cap": "300.00",
        "points_cap": 3000,
        "valid_days": 7,
        "spread": "split",
        "tills": 2,
        "max_single": "100.00",
        "wait_ms": 500,
    },
}
