"""What keeps the house in order: set-up, measuring, gates. Never shipped."""
