"""Links to the linked-data web: records of other sources, who may be the same, and what people decided."""
