"""The address book: territories, organisations, teams and who does what where."""
