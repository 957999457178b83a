"""Who may do what: roles, users, sessions, tickets."""
