"""The pages of the portfolio. Every partner reads them; what is public has a page of its own."""
