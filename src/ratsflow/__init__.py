"""The approval workflow of municipal motions as tested, explained, provable code."""

__version__ = "0.1.0"
