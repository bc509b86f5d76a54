"""What can be calculated of a text: its words, what changed, what two people wrote, what it resembles. No Django."""
