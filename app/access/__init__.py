"""Who may do what, where: roles, scope, passwords and sessions."""
