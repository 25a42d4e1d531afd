"""Photographs, scans and PDF files that people add to a record: read warily, made small, stripped of what they tell."""

from exports.attachments.kinds import JPEG, PDF, USUAL_LIMITS, Content, Limits
from exports.attachments.reading import read_attachment

__all__ = ["JPEG", "PDF", "USUAL_LIMITS", "Content", "Limits", "read_attachment"]
