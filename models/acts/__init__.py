"""The forms of the acts: what an officer states when taking a step. One pydantic model per act."""
