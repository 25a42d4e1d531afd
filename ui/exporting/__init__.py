"""Lists out: which columns, in which order and form, for whom."""
