"""Further rules (N): removals, digital meetings, budgets, personnel, end of term."""
