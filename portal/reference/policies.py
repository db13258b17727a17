"""What may be returned, per family (`Family.return_policy`).

Source: Electronic Commerce Act arts. 37 and 38 and the by-law of 1383/10/09, by which food and
goods that spoil quickly have no right of withdrawal. Faulty goods are taken back in every case.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReturnPolicy:
    """A sentence for the product page and one for what to do, in both languages."""

    title_fa: str
    title_en: str
    text_fa: str
    text_en: str


RETURN_POLICIES: Mapping[str, ReturnPolicy] = {
    "unopened_7_days": ReturnPolicy(
        "بازگشت ۷ روزه، اگر باز نشده باشد",
        "7-day returns if unopened",
        "تا هفت روز پس از تحویل، با در بسته و پلمب سالم پس می‌گیریم."
        " کالای معیوب یا نادرست همیشه پس گرفته می‌شود.",
        "We take it back within seven days of delivery if it is unopened and its seal is intact."
        " Faulty or wrong goods are always taken back.",
    ),
    "faulty_only": ReturnPolicy(
        "بازگشت تنها برای کالای معیوب یا نادرست",
        "Returns for faulty or wrong goods only",
        "این کالا زودخراب یا عمده است و بدون عیب پس گرفته نمی‌شود."
        " اگر معیوب، نادرست یا کم بود، تا دو روز پس از تحویل خبر بدهید.",
        "These goods spoil quickly or are sold in bulk, and are not taken back without a fault."
        " If they are faulty, wrong or short, tell us within two days of delivery.",
    ),
    "any_reason_7_days": ReturnPolicy(
        "انصراف ۷ روز کاری بدون دلیل",
        "7 working days to withdraw for any reason",
        "تا هفت روز کاری پس از تحویل می‌توانید انصراف دهید، اگر کالا به کار نرفته باشد.",
        "You may withdraw within seven working days of delivery if the goods have not been used.",
    ),
    "by_agreement": ReturnPolicy(
        "بر پایهٔ قرارداد خدمت",
        "By agreement",
        "شرایط این خدمت پیش از آغاز کار با شما نوشته می‌شود.",
        "The conditions of this service are agreed with you in writing before work begins.",
    ),
}
