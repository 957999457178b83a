"""Aircraft on behalf of people: what they may order, what comes of it, and what must not be missed."""
