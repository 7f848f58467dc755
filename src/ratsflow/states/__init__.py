"""The shipped law: what all states share, and one folder for each state."""
