"""The composition root: the only place that reads the clock, draws chance, and knows everything."""
