"""Who should judge what: a question in, a plan or the rule that forbids it out. No ORM, no clock."""
