"""The ledger of hours (学时台账): what each person earned, counted by every regime at once."""
