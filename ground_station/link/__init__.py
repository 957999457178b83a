"""Talking to aircraft: MAVLink in and out."""
