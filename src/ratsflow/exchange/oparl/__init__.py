"""OParl 1.0 and 1.1: reading what servers send, and writing cases as they expect them."""
