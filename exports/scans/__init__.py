"""QR codes on photographs, scans and PDF pages that somebody brings to be checked."""

from exports.scans.reading import read_codes

__all__ = ["read_codes"]
