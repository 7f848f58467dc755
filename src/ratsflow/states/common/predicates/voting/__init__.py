"""Rules on voting and elections (I)."""
