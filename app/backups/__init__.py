"""Copies of an office's file: made and kept by themselves, listed, looked into, and put back."""
