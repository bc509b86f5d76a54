"""In which order proposals come into the room. No ORM, no clock."""
