"""The member terminal: what it knows and decides."""

__version__ = "0.1.0"
