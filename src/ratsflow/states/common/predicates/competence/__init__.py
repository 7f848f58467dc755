"""Rules on competence (C): who decides, who is heard first, what residents may bring in."""
