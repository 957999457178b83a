"""Talking to people: HTTP and the live socket."""
