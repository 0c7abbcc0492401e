"""The central server's end of the protocol."""
