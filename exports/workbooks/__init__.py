"""Workbooks: whatever a clerk sends read into plain rows, and plain facts written as a workbook."""
