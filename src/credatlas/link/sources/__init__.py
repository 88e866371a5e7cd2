"""One module for each source of records that the atlas links to; each knows how to search, fetch and index it."""
