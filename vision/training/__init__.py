"""How the shipped models were trained. Nothing here is needed to fly; it wants PyTorch, which Varde does not."""
