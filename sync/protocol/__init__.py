"""What travels between till and server: shapes, limits, signatures, the replica's schema."""
