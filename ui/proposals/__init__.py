"""更改申请 in the window: asking, the school's own list, and the county's review."""
