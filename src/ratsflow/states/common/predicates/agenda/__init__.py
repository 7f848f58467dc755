"""Rules on convening and agenda (E): who may demand, when to invite, what to announce."""
