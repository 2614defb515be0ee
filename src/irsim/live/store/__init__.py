"""Where live records are kept: SQLite on one machine, PostgreSQL for several."""
