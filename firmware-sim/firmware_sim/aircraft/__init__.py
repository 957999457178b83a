"""What flies: true motion, what the autopilot believes, and what it decides. No sockets, no clock."""
