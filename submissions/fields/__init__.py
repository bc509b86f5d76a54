"""What is typed into the fields of an identity, cleaned and merged: links, places, numbers, goals."""
