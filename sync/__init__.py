"""One protocol with two ends, and the machine that tries to break them."""
