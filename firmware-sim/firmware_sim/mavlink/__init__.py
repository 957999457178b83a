"""How the aircraft speaks MAVLink: PX4's links, streams, commands and protocols, as pure objects."""
