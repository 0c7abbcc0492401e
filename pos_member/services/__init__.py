"""One user action each: gather, decide in the domain, apply in one transaction."""
