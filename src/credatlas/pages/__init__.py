"""What a person sees of a thing or an answer: templates, the data that fills them, and the addresses between pages."""
