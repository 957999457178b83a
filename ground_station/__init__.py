"""The station: links to aircraft, the incident, and the people who look at it."""
