"""The only writes to the address book: each asks permission, then policy, then writes and records in one stroke."""
