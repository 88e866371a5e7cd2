"""Keys of places, as ingest calls them; the links know the same keys, so that they are defined with the names."""

from ..names.places import CITY, city_key, country_key, is_country, is_country_id, jurisdiction

__all__ = ["CITY", "city_key", "country_key", "is_country", "is_country_id", "jurisdiction"]
