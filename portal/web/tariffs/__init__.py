"""Pages of a price list for parcels: the same for a firm's own and for the consortium's.

The two areas keep thin views with their access marks; `Owner` says whose tariff it is.
"""

from portal.web.tariffs.owner import Owner

__all__ = ["Owner"]
