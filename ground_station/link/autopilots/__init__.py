"""Where one autopilot differs from another."""
