"""文稿: texts with live figures, written on the left and seen on the right as the official document they become."""

from ui.documents.part import DocumentsPart

__all__ = ["DocumentsPart"]
