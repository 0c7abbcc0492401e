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
        {
            "id": "vip",
            "name": "VIP",
            "requires": {
                "any": [
                    {
                        "all": [
                            {"measure": "spend", "window": "rolling_year", "above": "5000.00"},
                            {"measure": "years", "least": 2},
                            {"grade": "active"},
                        ]
                    },
                    {"measure": "units", "unit": "nights", "window": "calendar_year", "least": 9},
                    {"paid": "yearly"},
                ]
            },
        },
    ],
    "tier_rules": {
        "validity_days": 365,
        "to_year_end": True,
        "grace_days": 30,
        "downgrade": "one_step",
        "grade_window": "lifetime",
        "grades": [{"id": "quiet", "name": "安静"}, {"id": "active", "name": "活跃", "at": 10}],
        "memberships": [
            {"id": "yearly", "name": "年费会员", "fee": "199.00", "days": 365},
            {"id": "ever", "name": "终身会员", "fee": "1999.00"},
        ],
    },
    "tier_stacks_on": ["manual_price", "member_price"],
    "segments": [
        {"id": "birthday", "kind": "birthday", "before": 3, "after": 1},
        {"id": "new", "kind": "new", "days": 30, "points_multiplier_bp": 20000},
    ],
    "gates": [
        {"id": "vip", "name": "VIP 专享", "from_tier": "vip", "skus": ["v"]},
        {
            "id": "early",
            "name": {"zh": "新品抢先", "en": "Early access"},
            "from_tier": "gold",
            "categories": ["new"],
            "until_day": "2026-12-01",
        },
    ],
    "promotions": [
        {
            "id": "new",
            "name": "新品",
            "kind": "percent",
            "goods": {
                "categories": ["a"],
                "skus": ["b"],
                "excluded_categories": ["c"],
                "excluded_skus": ["d"],
                "excludes_reduced": False,
            },
            "when": {
                "first_day": "2026-01-01",
                "last_day": "2026-12-31",
                "weekdays": [1, 7],
                "month_days": [8],
                "from": "22:00",
                "to": "02:30",
            },
            "audience": {
                "members_only": True,
                "tiers": ["gold"],
                "tags": ["student"],
                "segments": ["away"],
            },
            "group": "g",
            "priority": 3,
            "rate_bp": 8000,
        },
        {"id": "off", "name": "减", "kind": "amount_off", "amount": "5.00"},
        {"id": "fix", "name": "价", "kind": "fixed_price", "amount": "9.90"},
        {
            "id": "nth",
            "name": "半",
            "kind": "nth_item",
            "every": 2,
            "rate_bp": 5000,
            "same_goods": True,
            "cap": "9.00",
            "most": 4,
        },
        {"id": "get", "name": "送", "kind": "buy_get", "buy": 2, "get": 1},
        {
            "id": "set",
            "name": "套",
            "kind": "bundle",
            "items": [{"skus": ["b"], "count": 2}, {"skus": ["e"]}],
            "amount": "30.00",
        },
        {
            "id": "full",
            "name": "满",
            "kind": "threshold",
            "steps": [{"full": "100.00", "off": "10.00"}, {"full": "200.00", "rate_bp": 8000}],
        },
        {
            "id": "each",
            "name": "每",
            "kind": "threshold",
            "steps": [{"full": "100.00", "off": "10.00"}],
            "each": True,
        },
    ],
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
    "packages": [
        {
            "id": "wash10",
            "name": "洗剪吹十次卡",
            "sku": "card-wash10",
            "sessions": 10,
            "services": ["wash", "cut"],
            "lifetime_days": 365,
        }
    ],
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
    "returns": {
        "days": 7,
        "categories": [{"category": "food", "days": 0}],
        "tiers": [{"tier": "gold", "days": 30}],
    },
}
