"""Countries by any name that sources give them."""

from ingest.places.countries import country_code

__all__ = ["country_code"]
