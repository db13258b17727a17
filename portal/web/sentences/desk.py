"""Sentences that firms and the office meet: goods, stock, orders, delivery prices, rules."""

from portal.web.wording import LazyString
from portal.web.wording import lazy as _l

GOODS: dict[str, LazyString] = {
    "not_whole": _l("Write a whole number, without a fraction."),
    "not_a_year": _l("Write the Jalali year with four digits, not later than this year."),
    "unknown_choice": _l("Choose one from the list."),
    "unknown_field": _l("This field does not exist any more. Load the page again."),
    "above_net": _l("The drained weight cannot be more than the net weight."),
    "below_net": _l(
        "The packed weight is less than what is in the pack. Weigh it with its carton."
    ),
    "bad_gtin": _l("This barcode number is not right: 13 digits, the last one checks the others."),
    "bad_sku": _l("Use Latin letters, digits, dots and hyphens, at most 40."),
    "sku_taken": _l("Another of your packs has this code. Choose a different one."),
    "already_offered": _l("You offer this pack already."),
    "not_above_price": _l("The former price must be above the new one."),
    "not_whole_toman": _l("Write whole tomans, without rials."),
    "tier_order": _l("More units cannot cost more each. Compare with the other steps."),
    "price_jump": _l("The new price is far from the present one. Confirm it if it is meant."),
    "in_review": _l("The office is reading this listing. Take it back to edit it."),
    "retired": _l("This product was taken out of the shop for good."),
    "not_hidden": _l("Only a hidden product can be shown again."),
    "nothing_to_submit": _l("There is nothing new to submit."),
    "nothing_submitted": _l("Nothing of this product is waiting at the office."),
    "firm_not_active": _l("Your firm is closed or suspended. Open it again before you submit."),
    "too_many_packs": _l("A product can have at most 40 packs. Take one off sale first."),
    "too_many_images": _l("A product can have at most 12 pictures. Remove one first."),
    "last_image": _l("A product on sale needs a picture. Add another one before removing this."),
    "not_an_image": _l("This file is not a picture. Choose a JPG, PNG or WebP file."),
    "too_many_pixels": _l("The picture is larger than 25 megapixels. Make it smaller."),
    "webp_too_large": _l("A WebP picture may have 9 megapixels. Save a larger one as JPG."),
    "transfer_decided": _l("This transfer has been decided meanwhile. Look at it again."),
    "transfer_same_person": _l(
        "You gave the first approval yourself; another person has to give the second."
    ),
    "transfer_differs": _l(
        "Amount or reference are not what the first person saw. Compare with the statement; if the"
        " first was wrong, take the first approval back."
    ),
    "bank_reference_used": _l(
        "This line of the statement has paid another order. One line pays one order only."
    ),
    "avif_too_large": _l("An AVIF picture may have 9 megapixels. Save a larger one as JPG."),
    "unreadable": _l("The picture could not be read. Save it anew and try again."),
    "picture_too_large": _l("The file is larger than 8 MB. Make it smaller."),
    "no_file": _l("Choose a picture file first."),
    "no_offer": _l("No pack is on offer yet: give one a code."),
    "no_price": _l("No pack has a price yet."),
    "two_levels": _l("There are only two levels: a section and its categories."),
}
ORDERS: dict[str, LazyString] = {
    "wrong_form": _l("This cannot be a number of this carrier. Compare it with the example."),
    "not_on_hand": _l("The shelf holds fewer units than this order needs. Count the stock first."),
    "not_reserved": _l("These units are no longer set aside for this order."),
    "already_sold": _l("These units were sold already."),
    "hold_ended": _l("The time for which these goods were set aside has ended."),
    "over_refund": _l("That is more than the buyer paid and has not had back."),
    "too_many_units": _l("That is more than there are left of this line."),
    "reason_required": _l("Write the reason; the other side reads it."),
    "account_changed": _l(
        "The buyer has given another account meanwhile. Compare it with your transfer first."
    ),
    "receipt_required": _l("Write the number of the bank transfer."),
}
OFFICE: dict[str, LazyString] = {
    "tariff_exists": _l("You have delivery prices of your own already."),
    "taken": _l("This is taken already: the same place or day stands elsewhere."),
    "city_unknown": _l("No city has this name. Write it as the official list does."),
    "city_ambiguous": _l("Several cities have this name. Write the province with it."),
    "overlap": _l("The weights overlap another rate of the same service. Change from or to."),
    "not_above_from": _l("The upper weight must be above the lower one."),
    "over_carrier_maximum": _l("This carrier takes no parcel of that weight."),
    "out_of_range": _l("A percentage is between 0 and 100."),
    "before_start": _l("The last day cannot be before the first."),
    "mark_a_field": _l("Mark at least one field, with the reason, before sending it back."),
    "not_submitted": _l("This listing was decided or taken back meanwhile."),
    "send_back_instead": _l(
        "A new listing is approved whole. Send it back with the marked fields."
    ),
    "not_yourself": _l("You cannot close your own account. Ask a colleague."),
    "secret_message": _l("A message that carries a link or code is never sent twice."),
}
SENTENCES: dict[str, LazyString] = {**GOODS, **ORDERS, **OFFICE}
