"""What the program knows and does: records, rules, services, exchange and the command line."""
