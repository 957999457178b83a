"""The thermal camera: from the world's heat to served pictures."""
