"""Rules on what follows the decision (L): objections, standstill, execution, bye-laws."""
