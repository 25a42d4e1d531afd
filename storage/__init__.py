"""The database file: rows by table name, written only inside an act, journalled by triggers."""
