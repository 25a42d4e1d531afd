"""Workbooks and papers: files read and written from finished facts, with no database in sight."""
