"""Rules on urgent decisions (K): what replaces a body that cannot meet in time."""
