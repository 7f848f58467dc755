"""Rules on bias (G): who may neither deliberate nor vote."""
