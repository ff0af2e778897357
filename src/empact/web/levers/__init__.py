"""The levers: a time bank, and a fund for social entrepreneurship."""
