"""Official documents by GB/T 9704-2012 (党政机关公文格式): finished facts become sheets."""

from exports.documents.facts import Attachment, Block, Chart, Document, Head, Imprint, Paragraph, Table
from exports.documents.writing import document_bytes, document_text, faults, write_document, write_documents

__all__ = [
    "Attachment",
    "Block",
    "Chart",
    "Document",
    "Head",
    "Imprint",
    "Paragraph",
    "Table",
    "document_bytes",
    "document_text",
    "faults",
    "write_document",
    "write_documents",
]
