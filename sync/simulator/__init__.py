"""Runs both ends under a virtual clock and a hostile network."""
