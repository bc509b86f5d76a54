"""How alike two titles are, and whether a text repeats itself."""
