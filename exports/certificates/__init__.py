"""Papers for people as PDF: facts in, file out (结业证书, 学时证明, 聘书)."""

from exports.certificates.facts import (
    AppointmentFacts,
    CompletionFacts,
    Facts,
    HoursFacts,
    HoursRow,
    HoursTotal,
)
from exports.certificates.writing import write_certificate_files, write_certificates

__all__ = [
    "AppointmentFacts",
    "CompletionFacts",
    "Facts",
    "HoursFacts",
    "HoursRow",
    "HoursTotal",
    "write_certificate_files",
    "write_certificates",
]
