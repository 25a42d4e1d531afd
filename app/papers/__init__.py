"""Papers: which there are, how they look, their numbers, what proves them, and issuing them."""
