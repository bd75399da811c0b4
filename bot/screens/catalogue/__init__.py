"""The staff's screens of the catalogue: lists and cards, questions about fields, dates, and what a change would do."""
