"""Realistic facts for every kind of message: the least that must be given, and all that may be."""

LINK = "/o/7fQ2xkq0VnZ3yS1hB6mT9rLwKpD4cEuGaXjN8vMoYzI"
SECRET = "/account/reset/7fQ2xkq0VnZ3yS1hB6mT9rLwKpD4cEuGaXjN8vMoYzI"
NUMBER = "k3v9t0xq7m2hd5ze"
FIRM = {"firm_fa": "روغن‌کشی آفتاب طارم سفلی", "firm_en": "Aftab Mill of Tarom Sofla"}
TITLE = {
    "title_fa": "روغن زیتون فرابکر ماری، برداشت زودهنگام، شیشهٔ ۵۰۰ میلی‌لیتری",
    "title_en": "Extra virgin olive oil Mari, early harvest, 500 ml glass",
}
REFUND = {"amount": 13_900_000, "route": "gateway", "expected_on": "2026-12-06"}

LEAST = {
    "order_paid_buyer": {"number": NUMBER, "link": LINK, "total": 69_450_000},
    "order_shipped": {
        **FIRM, "number": NUMBER, "carrier_fa": "پست پیشتاز", "carrier_en": "Post Pishtaz",
        "tracking": None, "link": LINK,
    },
    "order_cancelled": {"number": NUMBER, "link": LINK},
    "line_reduced": {**TITLE, "number": NUMBER, "amount": 6_950_000, "link": LINK},
    "refund_opened": {**REFUND, "number": NUMBER, "link": LINK},
    "refund_done": {"number": NUMBER, "amount": 13_900_000, "link": LINK},
    "refund_by_hand": {"number": NUMBER, "amount": 13_900_000, "link": LINK},
    "transfer_refused": {
        "number": NUMBER, "amount": 13_900_000, "reason": "پولی نیامده است", "link": LINK,
    },
    "refund_account": {"number": NUMBER, "holder": "نگار صادقی", "ending": "0017", "link": LINK},
    "payment_reminder": {"link": LINK, "total": 69_450_000},
    "order_paid_firm": {
        "number": "SRD-1405-00217", "total": 34_000_000, "lines": 3,
        "desk_link_path": "/desk/8h2kq0vnz3ys1hb6/orders/SRD-1405-00217",
    },
    "shortage": {"sku": "AFT-EVO-500", "title": TITLE["title_fa"], "missing": 4},
    "listing_approved": TITLE,
    "listing_sent_back": {**TITLE, "reasons": ["تصویر نخست تار است", "اسیدیته نوشته نشده است"]},
    "application_received": {},
    "application_approved": {},
    "application_rejected": {"reason": "پروانهٔ بهداشتی واحد روغن‌کشی پیوست نشده و نشانی ناقص است"},
    "sign_in_code": {"code": "402917"},
    "reset_password": {"link": SECRET},
    "verify_email": {"link": SECRET},
    "change_email": {"link": SECRET},
    "email_changing": {"link": "/account/forgotten"},
    "email_changed": {"link": "/account/forgotten"},
    "mobile_code": {"code": "402917"},
    "mobile_changed": {"link": "/account/forgotten"},
    "access_changed": {"what": "app_removed", "link": "/account/forgotten"},
    "already_registered": {"link": SECRET},
    "invite": {
        "organisation_fa": FIRM["firm_fa"], "organisation_en": FIRM["firm_en"], "link": SECRET,
    },
}  # fmt: skip

LEAST["problem_reported"] = {
    **FIRM, "number": "SRD-1405-00217", "note": "یکی از شیشه‌ها شکسته رسید",
    "desk_link_path": "/desk/srd/orders/SRD-1405-00217",
}  # fmt: skip
LEAST["order_link"] = {"link": LINK}
LEAST["order_late_firm"] = LEAST["order_paid_firm"]

MOST = {
    "order_shipped": {"tracking": "210840512345678901234567"},
    "order_cancelled": {**FIRM, **REFUND, "reason": "کالا تا زمان وعده آماده نمی‌شود"},
    "line_reduced": {**FIRM, **REFUND, "route": "iban", "dropped": 2},
    "refund_opened": {"route": "iban"},
    "refund_done": {"receipt": "140509021234"},
    "order_paid_firm": {
        "lines": [
            {**TITLE, "quantity": 12},
            {"title": "زیتون پرورده", "pack": "400 گرم", "quantity": 3},
        ],
        "dispatch_by": "2026-11-28",
    },
    "listing_sent_back": {"reasons": {"title_fa": "نام رقم را بنویسید"}},
    "application_approved": {"link": "/desk/"},
}
MOST["order_late_firm"] = MOST["order_paid_firm"]
