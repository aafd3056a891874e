"""How a recorded notice or transfer reaches people and organs. Knows nothing of flows."""
