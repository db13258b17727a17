"""What happens because time passes: a handler's name and its cron line, in Tehran time.

The fields are minute, hour, day, month, weekday. A run is one job, however many workers there are.
"""

from collections.abc import Mapping

SCHEDULES: Mapping[str, str] = {
    "release_expired_holds": "* * * * *",
    "expire_orders": "* * * * *",
    "remind_unpaid": "* * * * *",
    "refresh_due_prices": "* * * * *",
    "resume_silent": "* * * * *",
    "seal_audit": "* * * * *",
    "payment_sweep": "*/2 * * * *",
    "give_up_messages": "*/5 * * * *",
    "remind_unaccepted": "*/10 * * * *",
    "deliver_after_seven_days": "7 * * * *",
    "close_after_seven_days": "17 * * * *",
    "sweep_rate_counters": "10 4 * * *",
    "forget_sign_ins": "20 4 * * *",
    "forget_carts": "30 4 * * *",
    "forget_jobs": "40 4 * * *",
    "keep_statistics": "50 4 * * *",
}
