"""What is kept beside the actions: importance, versions of the plan, and short registers."""
