"""Outside data becomes source files of the atlas: read, matched, summed up, written; never straight into the store."""
