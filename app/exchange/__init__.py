"""Sealed files between school and county: what is sent, what is believed, what becomes of it."""
