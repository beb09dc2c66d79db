"""Who asked what: users, their conversations and feedback, in a file of their own."""
