"""The rules of Nordrhein-Westfalen, chapter by chapter as in the catalogue of rules."""
