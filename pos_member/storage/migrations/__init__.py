"""The frozen history of ``journal.db``: one module a version, never edited once released."""
