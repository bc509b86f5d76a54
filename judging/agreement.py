"""How far jurors agree: numbers in, numbers out. No ORM, no clock."""
