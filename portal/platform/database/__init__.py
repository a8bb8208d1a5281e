"""The database: SQLite in one file, or PostgreSQL by changing the address only."""
