"""The pages of the address book. Each has a rule, asks an action to write, and shows what the reader may see."""
