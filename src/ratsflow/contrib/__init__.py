"""ratsflow within frameworks: each module stands around the library, none is needed by it."""
