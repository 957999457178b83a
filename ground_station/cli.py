"""The `varde` command."""


def main() -> None:
    """Run the command line."""
