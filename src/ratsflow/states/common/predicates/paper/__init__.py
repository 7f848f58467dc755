"""Rules on the paper (A): form rules of the house, and the statutes on money."""
