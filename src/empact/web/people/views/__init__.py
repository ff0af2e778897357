"""The pages of people, by why one looks: to care, to keep the register, one's own, and lists that were brought."""
