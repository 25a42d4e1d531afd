"""规则: the rules an office works by, seen, edited and taken over."""
