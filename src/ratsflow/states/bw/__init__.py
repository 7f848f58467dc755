"""The *Beschlussvorlage der Verwaltung* in Baden-Württemberg."""
