"""What can happen to a simulated chain, a module for each group; ``mishap`` says how to add one."""
