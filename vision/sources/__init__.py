"""One file per kind of camera or file; ``opening`` chooses by content.

Stills and files: ``open_frames(path) -> Iterator[Frame]``. Live: ``live_frames(address) -> AsyncIterator[Frame]``.
"""
