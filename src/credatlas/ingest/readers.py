"""The words that mappings have for readers of cells."""

from __future__ import annotations

from typing import Final

from . import cells, locations, runs
from .cells import Reader

READERS: Final[dict[str, Reader]] = {
    "authors": cells.authors_of,
    "city": locations.city_of,
    "concepts": cells.concepts_of,
    "count": cells.count_of,
    "counts": cells.counts_of,
    "country": locations.country_of,
    "credits": cells.credits_of,
    "date": cells.date_of,
    "deadline": runs.deadline_of,
    "duration": cells.duration_of,
    "end": runs.end_of,
    "identifier": cells.identifier_of,
    "journal": cells.journal_of,
    "jurisdiction": locations.jurisdiction_of,
    "language": cells.language_of,
    "leads": cells.leads_of,
    "names": cells.names_of,
    "number": cells.number_of,
    "place": runs.place_of,
    "price": runs.price_of,
    "provider": cells.provider_of,
    "start": runs.start_of,
    "text": cells.text_of,
    "thing": cells.thing_of,
    "url": cells.url_of,
    "website": cells.website_of,
    "words": cells.words_of,
    "year": runs.year_of,
}
