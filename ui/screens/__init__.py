"""The screens: presenters hold what is going on, views paint it, and only the window knows all."""
