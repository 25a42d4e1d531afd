"""Certificates: choosing who gets one, printing, and the register of what was issued."""
