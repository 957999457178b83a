"""How templates travel: packages, catalogues that two people must sign, what a station keeps, and its own changes.

Who publishes uses `package`, `drafts` and `keys`; who keeps a catalogue, `keeper`; who takes from one, `client` and
`store`. The signatures are those of The Update Framework (python-tuf).
"""
