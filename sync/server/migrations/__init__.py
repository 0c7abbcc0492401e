"""How the server's schema came to be: one revision each, frozen once released."""
