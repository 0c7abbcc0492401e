"""The member terminal: what it knows and decides."""
