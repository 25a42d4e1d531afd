"""Copies of the office's file at the window: the part of 设置, the list, the preview of a restore, and the keeper."""
