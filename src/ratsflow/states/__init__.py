"""The shipped law: what all German states share, and one folder a state with what differs."""
