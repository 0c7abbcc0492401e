"""The far ends of real lines."""
