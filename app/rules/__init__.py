"""The rules an office works by, as dated data: what they say, which is in force when, and what reads them."""
