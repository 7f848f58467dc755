"""Rules on consultation roles and results (J)."""
