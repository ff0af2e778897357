"""How fast, how big, how equal: measured, never promised. See docs/explanation/speed.md."""
