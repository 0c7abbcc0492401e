"""The till's end of the protocol."""
