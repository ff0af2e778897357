"""The portfolio as files, and back: sheets of all of it, the matrix, a calendar, and boards of other tools."""
