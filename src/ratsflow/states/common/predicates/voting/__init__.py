"""Rules on voting and elections (I), § 50 GO NRW."""
