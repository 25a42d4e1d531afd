"""The 学时台账 page: how people stand under the rules of hours."""
