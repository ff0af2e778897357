"""The only writes of feedback: permission, policy, write and record in one stroke."""
