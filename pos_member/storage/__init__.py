"""SQLAlchemy Core on the till's two SQLite files."""
